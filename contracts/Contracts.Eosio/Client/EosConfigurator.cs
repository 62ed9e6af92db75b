namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>How to reach a chain, and who signs.</summary>
public sealed class EosConfigurator
{
    /// <summary>A nodeos, for example <c>http://127.0.0.1:8888</c>; the only one, or the first to ask.</summary>
    public string? HttpEndpoint { get; set; }

    /// <summary>More nodes of the same chain, the preferred first. One is asked when those before it do not answer, lag, or are of another chain.</summary>
    public IReadOnlyList<string> HttpEndpoints { get; set; } = [];

    /// <summary>64 hex digits. When given, nodes of another chain are refused; when not, the chain of the first node that answers is taken.</summary>
    public string? ChainId { get; set; }

    /// <summary>How long a transaction may still enter a block, in seconds from now (or from the head block, if its time is later): 1 to 3600.</summary>
    public double ExpireSeconds { get; set; } = 60;

    /// <summary>Needed only for <see cref="Eos.CreateTransaction"/>.</summary>
    public ISignProvider? SignProvider { get; set; }

    /// <summary>How long one node may take for one answer: 0.1 to 300 seconds.</summary>
    public double TimeoutSeconds { get; set; } = 10;

    /// <summary>With several nodes: how old a node's head block may be, compared with the newest known, before another is asked instead: 1 to 3600 seconds.</summary>
    public double MaximumLagSeconds { get; set; } = 15;

    internal IReadOnlyList<Uri> Endpoints()
    {
        var first = string.IsNullOrWhiteSpace(HttpEndpoint) ? [] : new[] { HttpEndpoint };
        var endpoints = first.Concat(HttpEndpoints).Distinct(StringComparer.Ordinal).Select(Endpoint).ToArray();
        return endpoints.Length > 0 ? endpoints : throw new EosioFormatException("HttpEndpoint is missing: give the URL of a nodeos.");
    }

    /// <exception cref="EosioFormatException">A number is out of its range.</exception>
    internal void Check()
    {
        if (ExpireSeconds is not (>= 1 and <= 3600))
        {
            throw new EosioFormatException("ExpireSeconds must be from 1 to 3600: nodeos takes a transaction at most an hour ahead.");
        }

        if (TimeoutSeconds is not (>= 0.1 and <= 300))
        {
            throw new EosioFormatException("TimeoutSeconds must be from 0.1 to 300.");
        }

        if (MaximumLagSeconds is not (>= 1 and <= 3600))
        {
            throw new EosioFormatException("MaximumLagSeconds must be from 1 to 3600.");
        }
    }

    static Uri Endpoint(string text) => Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
        ? uri
        : throw new EosioFormatException($"HttpEndpoint '{text}' is not an http or https URL.");
}
