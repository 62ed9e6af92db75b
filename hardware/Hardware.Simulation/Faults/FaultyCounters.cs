using LocalEnergyMarket.Hardware.Simulation.Plants;

namespace LocalEnergyMarket.Hardware.Simulation.Faults;

/// <summary>What a meter shows whose counters have gone wrong.</summary>
static class FaultyCounters
{
    const long DefaultWh = 1_000;

    /// <param name="at">What is true at an instant.</param>
    public static MeterTruth Shown(Func<DateTimeOffset, MeterTruth> at, DateTimeOffset now, FaultScope faults)
    {
        var shown = at(now);
        if (faults.Standing(FaultKind.CounterRestart) is { } restart)
        {
            var then = at(restart.From);
            shown = Less(shown, then.ImportMillijoules, then.ExportMillijoules, then.Phases.ImportMillijoules, then.Phases.ExportMillijoules);
        }

        if (faults.Standing(FaultKind.CounterBack) is { } back)
        {
            var lost = (back.Order.WattHours ?? DefaultWh) * MeterTruth.MillijoulesPerWh;
            shown = Less(shown, lost, lost, Phases.Split(lost), Phases.Split(lost));
        }

        return shown;
    }

    static MeterTruth Less(MeterTruth truth, long import, long export, Phases importPhases, Phases exportPhases) => truth with
    {
        ImportMillijoules = Math.Max(truth.ImportMillijoules - import, 0),
        ExportMillijoules = Math.Max(truth.ExportMillijoules - export, 0),
        Phases = truth.Phases with
        {
            ImportMillijoules = (truth.Phases.ImportMillijoules - importPhases).Positive(),
            ExportMillijoules = (truth.Phases.ExportMillijoules - exportPhases).Positive(),
        },
    };
}
