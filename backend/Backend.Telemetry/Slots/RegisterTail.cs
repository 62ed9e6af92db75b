using System.Runtime.InteropServices;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Telemetry.Slots;

/// <summary>
/// The end of a register's series, as much of it as the slot energies to come depend on: the last value before the open timeslot, the first and the
/// last in each, those at edges, and both sides of every step back. Within a timeslot a value between two that it does not lie outside of changes nothing.
/// </summary>
sealed class RegisterTail
{
    readonly List<RegisterValue> _values;

    public RegisterTail(ReadOnlySpan<RegisterValue> values)
    {
        _values = new(values.Length);
        foreach (var value in values)
        {
            Add(value);
        }
    }

    /// <summary>The newest usable value's instant; null if there is none.</summary>
    public DateTimeOffset? Last => _values.Count == 0 ? null : _values[^1].Time;

    public RegisterTail Copy() => new(CollectionsMarshal.AsSpan(_values));

    /// <summary>Adds a value that is newer than all before; a missing one is none.</summary>
    public void Add(RegisterValue value)
    {
        if (value.Quality == Quality.Missing)
        {
            return;
        }

        if (_values is [.., var first, var middle]
            && first.Value <= middle.Value && middle.Value <= value.Value
            && Timeslot.Containing(first.Time) is var slot && slot == Timeslot.Containing(middle.Time) && slot == Timeslot.Containing(value.Time))
        {
            _values[^1] = value;
            return;
        }

        _values.Add(value);
    }

    /// <summary>Forgets what lies before the instant, but for the last value.</summary>
    public void Forget(DateTimeOffset before)
    {
        var first = _values.FindIndex(value => value.Time >= before);
        var drop = (first < 0 ? _values.Count : first) - 1;
        if (drop > 0)
        {
            _values.RemoveRange(0, drop);
        }
    }

    public RegisterSeries ToSeries() => new([.. _values]);
}
