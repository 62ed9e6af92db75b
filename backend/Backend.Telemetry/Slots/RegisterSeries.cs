using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Telemetry.Slots;

/// <summary>Values of one register of one meter, ascending in time, at most one an instant.</summary>
sealed class RegisterSeries(RegisterValue[] values)
{
    /// <summary>Whether the register showed something at or after the instant: what lies before will not be estimated differently for want of a neighbour.</summary>
    public bool Reaches(DateTimeOffset instant) =>
        Array.FindLast(values, IsUsable) is { Quality: not Quality.Unspecified } last && last.Time >= instant;

    /// <summary>The values in the timeslot and one usable one to each side of it.</summary>
    public ReadOnlySpan<RegisterValue> Around(Timeslot timeslot)
    {
        var first = FirstAtOrAfter(timeslot.Start);
        while (first > 0 && !IsUsable(values[--first]))
        {
        }

        var end = FirstAtOrAfter(timeslot.End);
        while (end < values.Length && !IsUsable(values[end]))
        {
            end++;
        }

        return values.AsSpan(first, Math.Min(end + 1, values.Length) - first);
    }

    public RegisterTail ToTail() => new(values);

    static bool IsUsable(RegisterValue value) => value.Quality != Quality.Missing;

    int FirstAtOrAfter(DateTimeOffset instant)
    {
        var (low, high) = (0, values.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = values[middle].Time < instant ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
