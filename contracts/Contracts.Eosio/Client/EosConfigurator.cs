namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>How to reach a chain, and who signs.</summary>
public sealed class EosConfigurator
{
    /// <summary>A nodeos, for example <c>http://127.0.0.1:8888</c>; the only one, or the first to ask.</summary>
    public string? HttpEndpoint { get; set; }

    /// <summary>More nodes of the same chain, asked in this order when one does not answer.</summary>
    public IReadOnlyList<string> HttpEndpoints { get; set; } = [];

    /// <summary>64 hex digits. When given, answers of another chain are refused; when not, the first node's is taken.</summary>
    public string? ChainId { get; set; }

    /// <summary>How long a transaction may still enter a block, in seconds from now (or from the head block, if its time is later): 1 to 3600.</summary>
    public double ExpireSeconds { get; set; } = 60;

    /// <summary>Needed only for <see cref="Eos.CreateTransaction"/>.</summary>
    public ISignProvider? SignProvider { get; set; }

    internal IReadOnlyList<Uri> Endpoints()
    {
        var first = string.IsNullOrWhiteSpace(HttpEndpoint) ? [] : new[] { HttpEndpoint };
        var endpoints = first.Concat(HttpEndpoints).Distinct(StringComparer.Ordinal).Select(Endpoint).ToArray();
        return endpoints.Length > 0 ? endpoints : throw new EosioFormatException("HttpEndpoint is missing: give the URL of a nodeos.");
    }

    static Uri Endpoint(string text) => Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
        ? uri
        : throw new EosioFormatException($"HttpEndpoint '{text}' is not an http or https URL.");
}
