using System.Diagnostics.Metrics;
using LocalEnergyMarket.Backend.Server.Boxes;
using LocalEnergyMarket.Backend.Server.Status;

namespace LocalEnergyMarket.Backend.Server.Hosting;

/// <summary>What the backend counts of itself; readings and batches are counted where they are stored, job rounds where they run.</summary>
sealed class ServerMetrics : IHostedService, IDisposable
{
    public const string Name = "LocalEnergyMarket.Backend.Server";

    readonly Meter _meter = new(Name);

    public ServerMetrics(ConnectedBoxes boxes, PartChecks parts)
    {
        _meter.CreateObservableUpDownCounter("lem.box.streams", () => boxes.Count, "{stream}", "Streams of boxes that are open here.");
        _meter.CreateObservableGauge(
            "lem.outbox.entries",
            () => new Measurement<long>[] { Entries(parts.Depth.Open, "open"), Entries(parts.Depth.Failed, "refused") },
            "{entry}",
            "Entries on their way to the chain, and those that it refused, as the last question to the database found them.");
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _meter.Dispose();

    static Measurement<long> Entries(long count, string state) => new(count, new KeyValuePair<string, object?>("lem.outbox.state", state));
}
