using LocalEnergyMarket.Protos.Wire.Readings;

namespace LocalEnergyMarket.Edge.Gateway.Journal;

/// <summary>What goes into the next batch. Until it is stored or given back, nothing of it is given up.</summary>
/// <param name="Readings">In the order they were written, all from one side of a clock event.</param>
/// <param name="LastReading">The id of the last of the readings; 0 if there are none.</param>
/// <param name="LastGap">The id of the last of the gaps; 0 if there are none.</param>
/// <param name="LastChange">The id of the last of the clock's changes; 0 if there are none.</param>
public sealed record OpenBatch(
    IReadOnlyList<Reading> Readings, IReadOnlyList<Gap> Gaps, IReadOnlyList<ClockChange> ClockChanges, long LastReading, long LastGap, long LastChange)
{
    public bool IsEmpty => Readings.Count == 0 && Gaps.Count == 0 && ClockChanges.Count == 0;
}
