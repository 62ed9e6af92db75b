using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>
/// A client of nodeos' HTTP API. Every method throws <see cref="EosioApiException"/> when a node answers with an error,
/// <see cref="HttpRequestException"/> when none answers (or none that has reached what was seen before), <see cref="EosioFormatException"/> when an answer is
/// not nodeos', <see cref="InvalidOperationException"/> when the nodes that answer are of another chain. Usable from several threads.
/// </summary>
public sealed partial class Eos
{
    readonly NodePool _nodes;
    readonly ISignProvider? _signer;
    readonly TimeSpan _expiry;
    readonly TimeProvider _time;

    /// <exception cref="EosioFormatException">The configuration is not usable.</exception>
    public Eos(EosConfigurator configuration, HttpClient http, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(http);
        configuration.Check();
        _time = time ?? TimeProvider.System;
        _nodes = new(
            [.. configuration.Endpoints().Select(endpoint => new NodeHttp(http, endpoint, TimeSpan.FromSeconds(configuration.TimeoutSeconds), _time))],
            configuration.ChainId is { Length: > 0 } chainId ? Checksum256.Parse(chainId) : null,
            TimeSpan.FromSeconds(configuration.MaximumLagSeconds),
            _time);
        _signer = configuration.SignProvider;
        _expiry = TimeSpan.FromSeconds(configuration.ExpireSeconds);
    }

    /// <summary>The nodes in the configured order, with what is known of them.</summary>
    public IReadOnlyList<NodeHealth> Nodes => _nodes.Health();

    public Task<ChainInfo> GetInfo(CancellationToken cancellation = default) => _nodes.Info(cancellation);

    /// <summary>Any other endpoint, for example <c>/v1/chain/get_producers</c>: its answer as it is.</summary>
    public Task<JsonNode?> Call(string path, JsonObject? body = null, CancellationToken cancellation = default) =>
        Ask(path, body ?? [], json => json, cancellation);

    static JsonObject AccountBody(Name account) => new() { ["account_name"] = account.ToString() };

    static async Task<T?> OrNull<T>(Task<T> asked)
        where T : class?
    {
        try
        {
            return await asked;
        }
        catch (EosioApiException missing) when (missing.IsNotFound)
        {
            return null;
        }
    }

    Task<T> Ask<T>(string path, JsonObject body, Func<JsonNode?, T> read, CancellationToken cancellation, Func<T, (uint Head, uint Irreversible)>? shows = null) =>
        _nodes.Post(path, body, read, cancellation, shows);
}
