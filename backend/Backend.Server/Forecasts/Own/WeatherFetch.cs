using System.Globalization;
using System.Net;

namespace LocalEnergyMarket.Backend.Server.Forecasts.Own;

/// <summary>
/// Fetches the newest MOSMIX file of each station into the weather folder. A file that has not changed is not sent again (If-Modified-Since), and a
/// station is not asked for more often than configured. When it cannot be fetched, the file there is stays.
/// </summary>
sealed class WeatherFetch : IDisposable
{
    const int MostBytes = 64 << 20;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly WeatherOptions _options;
    readonly HttpClient _http;
    readonly Dictionary<string, long> _asked = new(StringComparer.Ordinal);

    /// <exception cref="InvalidDataException">The options do not go together.</exception>
    public WeatherFetch(WeatherOptions options, HttpMessageHandler? handler = null)
    {
        _options = options;
        if (options.Url.Length > 0)
        {
            Check(options);
        }

        _http = new(handler ?? new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), AutomaticDecompression = DecompressionMethods.All }) { Timeout = Patience };
    }

    /// <returns>What could not be fetched, and why.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancellation)
    {
        var problems = new List<string>();
        foreach (var station in _options.Url.Length == 0 ? [] : _options.Stations.Where(IsDue))
        {
            try
            {
                await FetchAsync(station, cancellation);
                _asked[station] = TimeProvider.System.GetTimestamp();
            }
            catch (Exception e) when (e is HttpRequestException or IOException or UnauthorizedAccessException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
            {
                problems.Add($"the weather of station {station} could not be fetched, what there is of it is used: {(e is TaskCanceledException ? "no answer in time" : e.Message)}");
            }
        }

        return problems;
    }

    public void Dispose() => _http.Dispose();

    static void Check(WeatherOptions options)
    {
        var example = options.Url.Replace("{station}", "10488", StringComparison.Ordinal);
        if (example == options.Url || !Uri.TryCreate(example, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttps && !url.IsLoopback))
        {
            throw new InvalidDataException($"Forecasts:Weather:Url: '{options.Url}' is not an https address with {{station}} in it.");
        }

        if (options.Folder.Length == 0 || options.Stations.Count == 0)
        {
            throw new InvalidDataException("Forecasts:Weather:Url needs a Folder to put files into and Stations to fetch.");
        }

        if (options.Stations.FirstOrDefault(station => station.Length == 0 || !station.All(char.IsAsciiLetterOrDigit)) is { } wrong)
        {
            throw new InvalidDataException($"Forecasts:Weather:Stations: '{wrong}' is not a station's id of letters and digits.");
        }
    }

    bool IsDue(string station) =>
        !_asked.TryGetValue(station, out var asked) || TimeProvider.System.GetElapsedTime(asked) >= TimeSpan.FromMinutes(_options.FetchMinutes);

    async Task FetchAsync(string station, CancellationToken cancellation)
    {
        var file = Path.Combine(_options.Folder, $"{station}.kmz");
        using var request = new HttpRequestMessage(HttpMethod.Get, _options.Url.Replace("{station}", station, StringComparison.Ordinal));
        if (File.Exists(file))
        {
            request.Headers.IfModifiedSince = new DateTimeOffset(File.GetLastWriteTimeUtc(file), TimeSpan.Zero);
        }

        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (answer.StatusCode == HttpStatusCode.NotModified)
        {
            return;
        }

        answer.EnsureSuccessStatusCode();
        var part = file + ".part";
        await using (var from = await answer.Content.ReadAsStreamAsync(cancellation))
        await using (var to = File.Create(part))
        {
            await CopyAsync(from, to, cancellation);
        }

        File.SetLastWriteTimeUtc(part, answer.Content.Headers.LastModified?.UtcDateTime ?? DateTime.UnixEpoch);
        File.Move(part, file, overwrite: true);
    }

    static async Task CopyAsync(Stream from, Stream to, CancellationToken cancellation)
    {
        var buffer = new byte[1 << 16];
        var total = 0L;
        for (int read; (read = await from.ReadAsync(buffer, cancellation)) > 0; total += read)
        {
            if (total + read > MostBytes)
            {
                throw new IOException(string.Create(CultureInfo.InvariantCulture, $"the file is larger than {MostBytes} bytes"));
            }

            await to.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }
    }
}
