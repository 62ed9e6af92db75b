using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Edge.Gateway.Vitals;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway.LocalApi;

/// <summary>What the box shows to whoever is before it: the page, the same as JSON, and one line for scripts. Nothing can be changed here.</summary>
public sealed class LocalPages(LocalOptions options, BoxReporter reporter, PinCheck pin, ILogger log)
{
    const string Challenge = "WWW-Authenticate: Basic realm=\"lem-box\", charset=\"UTF-8\"\r\n";

    /// <exception cref="LocalRequestException">It is not served.</exception>
    internal LocalAnswer Answer(LocalRequest request, IPEndPoint local, IPEndPoint remote)
    {
        if (request.Method is not ("GET" or "HEAD"))
        {
            throw new LocalRequestException(405, "Nothing can be changed here.");
        }

        // A page of somebody else whose name was made to lead here (DNS rebinding) still calls the box by that name.
        if (!IsOwnName(request.Host, local))
        {
            throw new LocalRequestException(421, "The box is called by its address.");
        }

        if (request.Path == "/healthz")
        {
            return Health();
        }

        var whole = IPAddress.IsLoopback(local.Address) || pin.Pin is not null;
        if (!IPAddress.IsLoopback(local.Address) && pin.Pin is not null && Enter(request, remote) is { } refused)
        {
            return refused;
        }

        var german = Languages.IsGerman(request.Query, request.Language);
        return request.Path switch
        {
            "/" => new(200, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(StatusPage.Of(reporter.Read(), whole, german)), $"Content-Language: {(german ? "de" : "en")}\r\nVary: Accept-Language\r\n"),
            "/api/status" => Json(whole),
            _ => throw new LocalRequestException(404, "There are /, /api/status and /healthz."),
        };
    }

    LocalAnswer? Enter(LocalRequest request, IPEndPoint remote)
    {
        switch (pin.Check(request.Authorization))
        {
            case PinResult.Right:
                return null;
            case PinResult.TooMany:
                return LocalAnswer.Text(429, "Too many wrong PINs: wait a minute.", "Retry-After: 60\r\n");
            case PinResult.Wrong:
                log.WrongPin(remote.Address);
                return LocalAnswer.Text(401, "The PIN is wrong. The user is 'service'.", Challenge);
            default:
                return LocalAnswer.Text(401, "The PIN of the technician is needed. The user is 'service'.", Challenge);
        }
    }

    /// <summary>200 if nothing needs a person, 503 if something does; says how many things, and nothing else.</summary>
    LocalAnswer Health()
    {
        try
        {
            var problems = reporter.Read().Problems.Count;
            return problems == 0 ? LocalAnswer.Text(200, "ok") : LocalAnswer.Text(503, $"problems: {problems}");
        }
        catch (JournalException)
        {
            return LocalAnswer.Text(503, "problems: 1");
        }
    }

    LocalAnswer Json(bool whole)
    {
        var report = reporter.Read();
        return new(200, "application/json", JsonSerializer.SerializeToUtf8Bytes(StatusJson.Of(report, whole), LocalJson.Default.StatusJson));
    }

    bool IsOwnName(string host, IPEndPoint local)
    {
        var name = Uri.TryCreate($"http://{host}/", UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0 ? uri.Host.Trim('[', ']') : "";
        return (IPAddress.TryParse(name, out var address) && (address.Equals(local.Address) || (local.Address.AddressFamily == AddressFamily.InterNetworkV6 && address.MapToIPv6().Equals(local.Address))))
            || (string.Equals(name, "localhost", StringComparison.OrdinalIgnoreCase) && IPAddress.IsLoopback(local.Address))
            || options.Hosts.Contains(name, StringComparer.OrdinalIgnoreCase);
    }
}
