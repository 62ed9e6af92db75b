using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>
/// Chooses the node to ask: the first in the configured order that is well. A node that does not answer, lags, stands still while another goes on, or is of another
/// chain rests, longer each time, and is asked again afterwards. Block numbers that any answer has shown are remembered: a node that has not reached them
/// is not asked, so that what a caller has seen does not vanish because another node is behind.
/// </summary>
sealed class NodePool(IReadOnlyList<NodeHttp> nodes, Checksum256? configuredChain, TimeSpan maximumLag, TimeProvider time)
{
    const string InfoPath = "/v1/chain/get_info";

    /// <summary>With several nodes the one in use is asked for its head this often.</summary>
    static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(10);

    static readonly byte[] NoBody = "{}"u8.ToArray();

    readonly Lock _lock = new();
    readonly PooledNode[] _nodes = [.. nodes.Select(node => new PooledNode(node))];
    readonly bool _choice = nodes.Count > 1;
    readonly bool _configured = configuredChain is not null;
    Checksum256? _chain = configuredChain;
    uint _seenHead;
    uint _seenIrreversible;

    public IReadOnlyList<NodeHealth> Health()
    {
        lock (_lock)
        {
            return [.. _nodes.Select(node => node.Health())];
        }
    }

    /// <summary>A fresh answer of get_info.</summary>
    /// <exception cref="HttpRequestException">No node answered.</exception>
    /// <exception cref="InvalidOperationException">The nodes that answer are of another chain.</exception>
    public async Task<ChainInfo> Info(CancellationToken cancellation)
    {
        var tried = new HashSet<PooledNode>();
        while (true)
        {
            // A node that had to be checked has been asked just now.
            var (node, info) = await Choose(tried, cancellation);
            if (info is not null)
            {
                return info;
            }

            try
            {
                return await Check(node, cancellation);
            }
            catch (Exception bad) when (IsUnusable(bad) && PutAside(node, bad, tried))
            {
            }
        }
    }

    /// <param name="read">Reads the answer.</param>
    /// <param name="shows">The highest block and the irreversible one that the answer shows; 0 for none.</param>
    /// <param name="unanswered">Called when a node may have acted on the request without answering.</param>
    /// <exception cref="EosioApiException">A node answered with an error.</exception>
    /// <exception cref="HttpRequestException">No node answered.</exception>
    /// <exception cref="InvalidOperationException">The nodes that answer are of another chain.</exception>
    public async Task<T> Post<T>(
        string path, JsonObject body, Func<JsonNode?, T> read, CancellationToken cancellation, Func<T, (uint Head, uint Irreversible)>? shows = null, Action? unanswered = null)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(body, JsonContext.Default.JsonObject);
        var tried = new HashSet<PooledNode>();
        while (true)
        {
            var (node, _) = await Choose(tried, cancellation);
            JsonNode? answer;
            try
            {
                answer = await node.Http.Post(path, json, cancellation);
            }
            catch (Exception bad) when (IsUnusable(bad))
            {
                unanswered?.Invoke();
                if (PutAside(node, bad, tried))
                {
                    continue;
                }

                throw;
            }

            var result = read(answer);
            var (head, irreversible) = shows?.Invoke(result) ?? (0, 0);
            Answered(node, head, irreversible);
            return result;
        }
    }

    static bool IsUnusable(Exception exception) => exception switch
    {
        HttpRequestException or EosioFormatException or InvalidOperationException or EosioApiException { IsUnavailable: true } => true,
        _ => false,
    };

    /// <returns>A node, and its answer of get_info if it was asked for it now.</returns>
    async Task<(PooledNode Node, ChainInfo? Info)> Choose(HashSet<PooledNode> tried, CancellationToken cancellation)
    {
        Exception? problem = null;
        var standing = new List<(PooledNode Node, ChainInfo? Info)>();
        foreach (var node in InOrder(tried))
        {
            ChainInfo? info = null;
            try
            {
                if (NeedsCheck(node))
                {
                    info = await Check(node, cancellation);
                }
            }
            catch (Exception bad) when (IsUnusable(bad))
            {
                // Another chain is a mistake to be told, whatever else the other nodes suffer from.
                problem = problem is InvalidOperationException ? problem : bad;
                PutAside(node, bad, tried);
                continue;
            }

            if (!_choice || info is null || time.GetUtcNow() - info.HeadBlockTime <= maximumLag)
            {
                Rest(standing.Select(old => old.Node), "its head stands still while that of another node goes on");
                return (node, info);
            }

            standing.Add((node, info));
        }

        // Either the whole chain stands still or our clock is wrong: the newest head is the best there is.
        return standing.Count > 0 ? standing.MaxBy(old => old.Info!.HeadBlockNum) : throw problem ?? new HttpRequestException("No node answered.");
    }

    /// <summary>Those that are well in the configured order, then those whose rest ends first.</summary>
    PooledNode[] InOrder(HashSet<PooledNode> tried)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            return [.. _nodes.Where(node => !tried.Contains(node)).OrderBy(node => node.RestingUntil > now ? node.RestingUntil : DateTimeOffset.MinValue)];
        }
    }

    bool NeedsCheck(PooledNode node)
    {
        lock (_lock)
        {
            if (!_choice)
            {
                return !node.IsKnown && _configured;
            }

            var now = time.GetUtcNow();
            var needed = !node.IsKnown || node.Problem.Length > 0 || now - node.CheckedAt >= CheckEvery || !node.HasReached(_seenHead, _seenIrreversible);
            if (needed && node.Problem.Length > 0)
            {
                node.IsBeingChecked(now + CheckEvery);
            }

            return needed;
        }
    }

    /// <exception cref="HttpRequestException">It does not answer, or is behind.</exception>
    /// <exception cref="InvalidOperationException">It is one of another chain.</exception>
    async Task<ChainInfo> Check(PooledNode node, CancellationToken cancellation)
    {
        var info = ChainInfo.Read(await node.Http.Post(InfoPath, NoBody, cancellation));
        lock (_lock)
        {
            if (_chain is { } chain && chain != info.ChainId)
            {
                throw new InvalidOperationException(
                    $"{node.Http.Endpoint} is a node of the chain {info.ChainId}, but the chain {chain} is {(_configured ? "configured" : "the one of the other nodes")}.");
            }

            node.Knows(info, time.GetUtcNow());
            if (_choice)
            {
                _chain ??= info.ChainId;
                if (!node.HasReached(_seenHead, _seenIrreversible))
                {
                    throw new HttpRequestException(
                        $"{node.Http.Endpoint} is behind: its head is block {info.HeadBlockNum} and block {info.LastIrreversibleBlockNum} irreversible, seen were {_seenHead} and {_seenIrreversible}.");
                }
            }

            node.IsWell();
            (_seenHead, _seenIrreversible) = (Math.Max(_seenHead, info.HeadBlockNum), Math.Max(_seenIrreversible, info.LastIrreversibleBlockNum));
            return info;
        }
    }

    void Answered(PooledNode node, uint head, uint irreversible)
    {
        lock (_lock)
        {
            if (node.Problem.Length > 0)
            {
                node.IsWell();
            }

            node.Showed(head, irreversible);
            (_seenHead, _seenIrreversible) = (Math.Max(_seenHead, head), Math.Max(_seenIrreversible, irreversible));
        }
    }

    /// <returns>Whether another node is left to ask.</returns>
    bool PutAside(PooledNode node, Exception bad, HashSet<PooledNode> tried)
    {
        Rest([node], bad.Message);
        tried.Add(node);
        return tried.Count < _nodes.Length;
    }

    void Rest(IEnumerable<PooledNode> nodes, string problem)
    {
        lock (_lock)
        {
            foreach (var node in nodes)
            {
                node.Rest(problem, time.GetUtcNow());
            }
        }
    }
}
