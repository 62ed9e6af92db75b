using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;

namespace LocalEnergyMarket.Backend.Telemetry.Slots;

/// <summary>
/// Register values become energy: the difference of the values at the timeslot's edges. An edge between two readings is estimated on the
/// straight line between them and marked so; whatever is not known is marked and counts 0, so that no number is silently wrong. Neighbouring
/// timeslots share their edge, so the energies of a row of timeslots add up to the register's difference.
/// </summary>
public static class SlotEnergyCalculator
{
    /// <summary>Between readings further apart nothing is estimated.</summary>
    public static readonly TimeSpan LongestGap = TimeSpan.FromDays(31);

    /// <param name="values">Of one register, ascending in time, at most one an instant: those in the timeslot and one to each side of it.</param>
    public static RegisterEnergy Compute(Timeslot timeslot, ReadOnlySpan<RegisterValue> values)
    {
        var start = EdgeAt(timeslot.Start, values);
        var end = EdgeAt(timeslot.End, values);
        var quality = QualityOrder.Worst(start.Quality, end.Quality);
        if (quality == Quality.Missing)
        {
            return new(start, end, WattHours.Zero, Quality.Missing);
        }

        var energy = end.Value - start.Value;
        return energy < WattHours.Zero || WentBack(timeslot, values)
            ? new(start, end, WattHours.Max(energy, WattHours.Zero), Quality.CounterBack)
            : new(start, end, energy, quality);
    }

    static SlotEdge EdgeAt(DateTimeOffset instant, ReadOnlySpan<RegisterValue> values)
    {
        RegisterValue? before = null;
        foreach (var value in values)
        {
            if (value.Quality == Quality.Missing)
            {
                continue;
            }

            if (value.Time == instant)
            {
                return new(value.Value, value.Quality, value.Sequence);
            }

            if (value.Time > instant)
            {
                return before is { } b && value.Time - b.Time <= LongestGap ? Between(instant, b, value) : Missing;
            }

            before = value;
        }

        return Missing;
    }

    static SlotEdge Missing { get; } = new(WattHours.Zero, Quality.Missing, 0);

    // Rounded down to the Wh: every slot that shares the edge rounds the same way.
    static SlotEdge Between(DateTimeOffset instant, RegisterValue before, RegisterValue after)
    {
        var sequence = Math.Max(before.Sequence, after.Sequence);
        if (after.Value < before.Value)
        {
            return new(before.Value, Quality.CounterBack, sequence);
        }

        var rise = (Int128)after.Value.Value - before.Value.Value;
        var share = rise * (instant - before.Time).Ticks / (after.Time - before.Time).Ticks;
        var quality = QualityOrder.Worst(Quality.Interpolated, before.Quality, after.Quality);
        return new(new((long)(before.Value.Value + share)), quality, sequence);
    }

    static bool WentBack(Timeslot timeslot, ReadOnlySpan<RegisterValue> values)
    {
        RegisterValue? before = null;
        foreach (var value in values)
        {
            if (value.Quality == Quality.Missing)
            {
                continue;
            }

            // A step counts for the timeslots it lies in, not for its neighbours.
            if (before is { } b && value.Value < b.Value && value.Time > timeslot.Start && b.Time < timeslot.End)
            {
                return true;
            }

            before = value;
        }

        return false;
    }
}
