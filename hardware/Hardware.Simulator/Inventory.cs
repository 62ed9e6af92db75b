using System.Text;
using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Simulation.Faults;
using LocalEnergyMarket.Hardware.Simulation.Serving;

namespace LocalEnergyMarket.Hardware.Simulator;

/// <summary>What the simulator can be, and what can go wrong with it.</summary>
static class Inventory
{
    public static string Text()
    {
        var text = new StringBuilder("Device types:\n");
        foreach (var type in DeviceCatalogue.Shipped.Concat(SunSpecDevice.Models.Select(m => $"sunspec-{m}")))
        {
            text.Append("  ").Append(type).Append('\n');
        }

        text.Append("Faults:\n");
        foreach (var (kind, what) in FaultTexts.All)
        {
            text.Append("  ").Append(FaultNames.Of(kind).PadRight(22)).Append(what).Append('\n');
        }

        return text.Append(
            """
            An order: TARGET FAULT [at=WHEN] [for=DURATION] [probability=0..1] [times=N] [ms=N] [wh=N] [code=N] [limit=N]
              TARGET is a meter, a line, an edge, a component (edge/meter0), or * for everything; WHEN an instant (2026-06-21T11:00:00Z) or 5m after the
              start; durations are 250ms, 30s, 5m, 2h, 1d of the market's clock.
            """).ToString();
    }
}
