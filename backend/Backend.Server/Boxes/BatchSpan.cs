using System.Diagnostics;
using LocalEnergyMarket.Backend.Server.Hosting;

namespace LocalEnergyMarket.Backend.Server.Boxes;

/// <summary>A box's stream lasts for days, and nobody waits for a trace that long: each batch is a trace of its own, linked to its stream's.</summary>
static class BatchSpan
{
    static readonly ActivitySource Source = new(ServerMetrics.Name);

    public static Activity? Start()
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var stream = Activity.Current;
        Activity.Current = null;
        return Source.StartActivity("lem.box.batch", ActivityKind.Consumer, default(ActivityContext), links: stream is null ? null : [new(stream.Context)]);
    }
}
