using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace LocalEnergyMarket.Hardware.OpenEms;

/// <summary>
/// Reads channels over the REST API. Anything but status 200 with a body that parses is a failure: which other status OpenEMS sends has
/// changed with its versions.
/// </summary>
public sealed class OpenEmsClient : IDisposable
{
    readonly HttpClient _http;
    readonly OpenEmsOptions _options;

    public OpenEmsClient(OpenEmsOptions options)
    {
        _options = options;
        _http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1, AllowAutoRedirect = false })
        {
            BaseAddress = options.Address,
            Timeout = options.Timeout,
            MaxResponseContentBufferSize = 1 << 20,
        };
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.User}:{options.Password}"));
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", credentials);
    }

    /// <summary>All channels of enabled components whose names match both regular expressions as a whole; one consistent snapshot.</summary>
    /// <returns>The channels; empty if none matches.</returns>
    /// <exception cref="OpenEmsException">There was no usable answer.</exception>
    public async Task<IReadOnlyList<OpenEmsChannel>> ReadChannelsAsync(string components, string channels, CancellationToken cancellationToken)
    {
        var path = new Uri($"rest/channel/{Uri.EscapeDataString(components)}/{Uri.EscapeDataString(channels)}", UriKind.Relative);
        try
        {
            using var response = await _http.GetAsync(path, cancellationToken);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => OpenEmsAnswer.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken)),
                HttpStatusCode.NotFound => [],
                _ => throw new OpenEmsException(
                    $"OpenEMS at {_options.Address} answered with status {(int)response.StatusCode}: check the user '{_options.User}', the password and that the REST controller is enabled."),
            };
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new OpenEmsException($"No answer from OpenEMS at {_options.Address}: {e.Message}", e);
        }
        catch (JsonException e)
        {
            throw new OpenEmsException($"OpenEMS at {_options.Address} answered with something that is not a channel: {e.Message}", e);
        }
    }

    public void Dispose() => _http.Dispose();
}
