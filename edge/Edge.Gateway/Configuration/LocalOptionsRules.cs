using System.Net;
using LocalEnergyMarket.Edge.Gateway.Management.Updating;

namespace LocalEnergyMarket.Edge.Gateway.Configuration;

/// <summary>What must hold of the box's own page, and of the keys for its updates.</summary>
static class LocalOptionsRules
{
    /// <summary>One sentence a mistake, naming the key.</summary>
    public static IEnumerable<string> Mistakes(LocalOptions options) => options.Listen
        .Where(listen => !IPEndPoint.TryParse(listen, out var end) || end.Port == 0)
        .Select(listen => $"Local.Listen: '{listen}' is not an IP address with a port, such as 127.0.0.1:8090.")
        .Concat(options.Hosts.Where(host => Uri.CheckHostName(host) == UriHostNameType.Unknown).Select(host => $"Local.Hosts: '{host}' is not a host name."));

    /// <summary>One sentence a mistake, naming the key.</summary>
    public static IEnumerable<string> Mistakes(UpdateOptions options) =>
        options.Keys.Index().Select(key => UpdateKey.Mistake(key.Item) is { } mistake ? $"Updates.Keys[{key.Index}]: {mistake}." : "").Where(mistake => mistake.Length > 0);
}
