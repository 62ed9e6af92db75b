using System.Net;
using Npgsql;

namespace LocalEnergyMarket.Portal.Web.Configuration;

/// <summary>What must hold of the values before anything is started.</summary>
static class PortalOptionsRules
{
    /// <summary>One sentence a mistake, naming the key.</summary>
    public static IEnumerable<string> Mistakes(PortalOptions options) =>
        new[]
        {
            IPAddress.TryParse(options.Listen.Address, out _) ? null : $"Listen:Address: '{options.Listen.Address}' is not an IP address.",
            options.Listen.Port is >= 1 and <= 65535 ? null : $"Listen:Port: {options.Listen.Port} is not a port, 1 to 65535.",
            Readable("Listen:CertificateFile", options.Listen.CertificateFile),
            Readable("Listen:KeyFile", options.Listen.KeyFile),
            Origin(options.Origin),
            Database(options.Database),
            options.Backend.Addresses.Where(address => !IsAddress(address)).Select(address => $"Backend:Address: '{address}' is not an address such as https://localhost:8443.").FirstOrDefault(),
            Readable("Backend:CaFile", options.Backend.CaFile),
            Readable("Backend:TokenFile", options.Backend.TokenFile),
            options.Backend.TimeoutSeconds is >= 1 and <= 60 ? null : $"Backend:TimeoutSeconds: {options.Backend.TimeoutSeconds} is not from 1 to 60.",
            options.DefaultLanguage is "de" or "en" ? null : $"DefaultLanguage: '{options.DefaultLanguage}' is neither de nor en.",
        }.OfType<string>();

    // The browser compares origins letter by letter: what it would write differently can never sign anybody in.
    static string? Origin(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps && uri.GetLeftPart(UriPartial.Authority) == origin
            && uri.HostNameType == UriHostNameType.Dns
            ? null
            : $"Origin: '{origin}' is not an origin with a host name such as https://localhost:9443: passkeys are not given to IP addresses.";

    static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "https", PathAndQuery: "/" };

    static string? Database(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text).Host is { Length: > 0 } ? null : "Database: a connection string with a Host is missing.";
        }
        catch (ArgumentException e)
        {
            return $"Database: the connection string is not understood: {e.Message}";
        }
    }

    static string? Readable(string key, string path)
    {
        if (path.Length == 0)
        {
            return $"{key}: the path of a file is missing.";
        }

        try
        {
            using var file = File.OpenRead(path);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{key}: {path} cannot be read: {e.Message}";
        }
    }
}
