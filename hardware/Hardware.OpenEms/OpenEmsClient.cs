using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace LocalEnergyMarket.Hardware.OpenEms;

/// <summary>
/// Reads channels over the REST API. An edge allows five connections to all its clients together: this one keeps to a single one, uses it again
/// and asks one thing after the other, so all meters of an edge must share it. Anything but status 200 with a body that parses is a failure: which
/// other status OpenEMS sends has changed with its versions. Redirects are not followed: the password is for this address only.
/// </summary>
public sealed class OpenEmsClient : IDisposable
{
    const int Excerpt = 60;

    readonly SemaphoreSlim _turn = new(1, 1);
    readonly HttpClient _http;
    readonly OpenEmsOptions _options;

    public OpenEmsClient(OpenEmsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        var handler = new SocketsHttpHandler
        {
            MaxConnectionsPerServer = 1,
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = options.Timeout,
            MaxResponseHeadersLength = 16,
        };
        _http = new HttpClient(handler) { BaseAddress = options.Address, Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = options.MaxBytes };
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.User}:{options.Password}"));
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", credentials);
    }

    /// <summary>All channels of enabled components whose names match both regular expressions as a whole; one consistent snapshot.</summary>
    /// <returns>The channels; empty if none matches.</returns>
    /// <exception cref="OpenEmsException">There was no usable answer.</exception>
    public async Task<IReadOnlyList<OpenEmsChannel>> ReadChannelsAsync(string components, string channels, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await AskAsync(new Uri($"rest/channel/{Uri.EscapeDataString(components)}/{Uri.EscapeDataString(channels)}", UriKind.Relative), cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _turn.Dispose();
    }

    async Task<IReadOnlyList<OpenEmsChannel>> AskAsync(Uri path, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.Timeout);
        var body = Array.Empty<byte>();
        try
        {
            using var response = await _http.GetAsync(path, limit.Token);
            if (response.StatusCode == HttpStatusCode.NotFound)
            {
                return [];
            }

            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw new OpenEmsException($"OpenEMS at {_options.Address} answered with status {(int)response.StatusCode}: {Advice(response.StatusCode)}.");
            }

            body = await response.Content.ReadAsByteArrayAsync(limit.Token);
            return OpenEmsAnswer.Parse(body);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new OpenEmsException($"OpenEMS at {_options.Address} answered with more than {_options.MaxBytes:N0} bytes: is this the REST address of an edge?", e);
        }
        catch (HttpRequestException e)
        {
            throw new OpenEmsException($"No answer from OpenEMS at {_options.Address}: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new OpenEmsException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"No answer from OpenEMS at {_options.Address} within {_options.Timeout.TotalSeconds:0.#} s: it is slow, or has no connection left (its REST controller allows 5 to all clients together, setting 'connectionlimit')."),
                e);
        }
        catch (JsonException e)
        {
            throw new OpenEmsException($"OpenEMS at {_options.Address} answered with something that is not a channel (it begins '{Beginning(body)}'): {e.Message}", e);
        }
    }

    string Advice(HttpStatusCode status) => (int)status switch
    {
        >= 300 and < 400 => "it sends elsewhere, which is not followed; give the address of the edge's REST controller itself",
        400 => "it does not understand the request; check that the component's id is one",
        _ => $"check the user '{_options.User}', the password and that the REST controller is enabled",
    };

    static string Beginning(byte[] body) =>
        string.Concat(Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, Excerpt)).Select(c => char.IsControl(c) ? ' ' : c)).Trim();
}
