using LocalEnergyMarket.Backend.Anchoring.DataEvents;
using LocalEnergyMarket.Backend.Jobs;
using LocalEnergyMarket.Backend.Registry.Boxes;

namespace LocalEnergyMarket.Backend.Server.Jobs;

/// <summary>Asks every linked meter for its data over the chain: a send_data event each.</summary>
sealed class DataRequestsJob(BoxRegister boxes, DataEventDesk events) : IJob
{
    public string Kind => "data-requests";

    public async Task<string> RunAsync(JobRun run, CancellationToken cancellation)
    {
        var asked = await run.CheckpointAsync<HashSet<string>>(cancellation) ?? [];
        var meters = (await boxes.ListAsync(cancellation))
            .Where(box => !box.Revoked)
            .SelectMany(box => box.Links, (box, link) => (Box: box, link.MeterIndex, Key: $"{box.Id}/{link.MeterIndex}"))
            .OrderBy(meter => meter.Key, StringComparer.Ordinal)
            .ToList();
        foreach (var (box, meter, key) in meters)
        {
            if (asked.Add(key))
            {
                await events.RequestAsync(box.Id, box.ChainAccount, (int)meter, cancellation);
                await run.SaveCheckpointAsync(asked, cancellation);
                await run.ProgressAsync(asked.Count, meters.Count, "meters asked", cancellation);
            }
        }

        return $"{asked.Count} meters were asked for their data.";
    }
}
