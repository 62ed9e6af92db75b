using System.Diagnostics.Metrics;
using LocalEnergyMarket.Backend.Anchoring.Outbox;

namespace LocalEnergyMarket.Backend.Anchoring.Performing;

/// <summary>What Performer and Watcher count here (docs/chain.md).</summary>
static class PerformerMetrics
{
    static readonly Meter Meter = new("LocalEnergyMarket.Backend.Anchoring");

    static readonly Counter<long> SentTransactions = Meter.CreateCounter<long>(
        "lem.chain.sent", "{transaction}", "Transactions that a node took, those sent again among them.");

    static readonly Histogram<int> Bundles = Meter.CreateHistogram<int>(
        "lem.chain.bundle.entries", "{entry}", "Entries of the outbox in a transaction that was signed here.", advice: new() { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] });

    static readonly Counter<long> Splits = Meter.CreateCounter<long>("lem.chain.bundle.splits", "{transaction}", "Transactions of several entries that the chain refused.");

    static readonly Counter<long> DeadLetters = Meter.CreateCounter<long>("lem.chain.dead_letters", "{entry}", "Entries that became dead letters.");

    static readonly Histogram<double> Latency = Meter.CreateHistogram<double>(
        "lem.chain.latency", "s", "From the writing of an entry into the outbox until it was seen in an irreversible block.",
        advice: new() { HistogramBucketBoundaries = [0.5, 1, 2, 5, 10, 30, 60, 180, 600, 3600, 86400] });

    static readonly Counter<long> Blocks = Meter.CreateCounter<long>("lem.chain.watched_blocks", "{block}", "Irreversible blocks that the Watcher took in.");

    public static void Sent(SignedBundle bundle, bool isFirst)
    {
        SentTransactions.Add(1, KindOf(bundle), new("lem.chain.again", !isFirst));
        if (isFirst)
        {
            Bundles.Record(bundle.Entries.Count, KindOf(bundle));
        }
    }

    public static void Split(SignedBundle bundle) => Splits.Add(1, KindOf(bundle));

    public static void Died(SignedBundle bundle) => DeadLetters.Add(1, KindOf(bundle));

    public static void Done(string queue, TimeSpan latency) => Latency.Record(latency.TotalSeconds, KindOf(queue));

    public static void Watched(int blocks) => Blocks.Add(blocks);

    static KeyValuePair<string, object?> KindOf(SignedBundle bundle) => KindOf(bundle.Queue);

    /// <summary>The boxes' queues are one kind.</summary>
    static KeyValuePair<string, object?> KindOf(string queue) => new("lem.outbox.queue", queue.Split(':')[0]);
}
