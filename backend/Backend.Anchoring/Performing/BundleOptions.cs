using System.ComponentModel.DataAnnotations;
using LocalEnergyMarket.Backend.Anchoring.Outbox;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Backend.Anchoring.Performing;

/// <summary>How many entries of a queue go into one transaction. All of them are in a block together, or none is.</summary>
public sealed class BundleOptions
{
    const int OneAction = 400;
    const int OneAccount = 2_000;
    const int ManyRows = 20_000;

    /// <summary>The most entries.</summary>
    [Range(1, 1_000)]
    public int Entries { get; set; } = 50;

    /// <summary>Their actions together, bytes; a chain takes half a megabyte if its operator has not set less.</summary>
    [Range(1_024, 512 << 10)]
    public int Bytes { get; set; } = 64 << 10;

    /// <summary>The processor time that they may take on a slow node, estimated generously, µs; a chain allows 150 ms if its operator has not set less.</summary>
    [Range(1_000, 150_000)]
    public int Microseconds { get; set; } = 30_000;

    /// <summary>The entries that go together, from the front of the queue: one at least.</summary>
    internal IReadOnlyList<OutboxEntry> Take(IReadOnlyList<OutboxEntry> waiting)
    {
        var (most, bytes, microseconds, count) = (Entries, 0, 0, 0);
        foreach (var entry in waiting)
        {
            most = Math.Min(most, entry.Together ?? most);
            bytes += entry.Actions.Length;
            microseconds += Estimate(entry);
            if (count > 0 && (count >= most || bytes > Bytes || microseconds > Microseconds))
            {
                break;
            }

            count++;
        }

        return [.. waiting.Take(count)];
    }

    /// <summary>Making an account costs more than other actions, since its permissions and keys are checked and written; pruning by its rows.</summary>
    static int Estimate(OutboxEntry entry) =>
        Transaction.Unpack(entry.Actions.Span).Actions.Sum(action => action.Name == NewAccount ? OneAccount : action.Name == Prune ? ManyRows : OneAction);

    static readonly Name NewAccount = Name.Parse("newaccount");
    static readonly Name Prune = Name.Parse("prune");
}
