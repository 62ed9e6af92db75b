using System.Diagnostics.Metrics;
using LocalEnergyMarket.Backend.Anchoring.Outbox;
using LocalEnergyMarket.Backend.Anchoring.Watching;
using LocalEnergyMarket.Backend.Server.Boxes;
using LocalEnergyMarket.Backend.Server.Status;

namespace LocalEnergyMarket.Backend.Server.Hosting;

/// <summary>What the backend counts of itself; readings and batches are counted where they are stored, job rounds where they run.</summary>
sealed class ServerMetrics : IHostedService, IDisposable
{
    public const string Name = "LocalEnergyMarket.Backend.Server";

    readonly Meter _meter = new(Name);

    public ServerMetrics(ConnectedBoxes boxes, PartChecks parts, Watcher watcher)
    {
        _meter.CreateObservableUpDownCounter("lem.box.streams", () => boxes.Count, "{stream}", "Streams of boxes that are open here.");
        _meter.CreateObservableGauge(
            "lem.outbox.entries",
            () => new Measurement<long>[] { Entries(parts.Depth.Open, "open"), Entries(parts.Depth.Failed, "refused") },
            "{entry}",
            "Entries on their way to the chain, and those that it refused, as the last question to the database found them.");
        _meter.CreateObservableGauge(
            "lem.outbox.queue.entries", () => parts.Queues.Select(queue => new Measurement<long>(queue.Open, Kind(queue))), "{entry}", "Open entries by kind of queue.");
        _meter.CreateObservableGauge(
            "lem.outbox.queue.age", () => parts.Queues.Select(queue => new Measurement<double>(queue.Age.TotalSeconds, Kind(queue))), "s",
            "How long ago the oldest open entry was written, by kind of queue.");
        _meter.CreateObservableGauge(
            "lem.chain.behind", () => watcher.Behind is { } blocks ? [new Measurement<long>(blocks)] : Array.Empty<Measurement<long>>(), "{block}",
            "Irreversible blocks that the Watcher here has not taken in yet.");
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _meter.Dispose();

    static Measurement<long> Entries(long count, string state) => new(count, new KeyValuePair<string, object?>("lem.outbox.state", state));

    static KeyValuePair<string, object?> Kind(QueueDepth queue) => new("lem.outbox.queue", queue.Kind);
}
