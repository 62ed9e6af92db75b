using LocalEnergyMarket.Hardware.Meters;

namespace LocalEnergyMarket.Edge.Gateway.Polling;

/// <summary>
/// Finds the counters of one meter that stand still while its power says that they must not: the meter, or what stands between, answers with old
/// values. Such counters are stale; any that moves ends it.
/// </summary>
public sealed class FrozenCounters
{
    /// <summary>Wh that must have gone through besides what a counter may hold back.</summary>
    public const long Clearly = 100;

    /// <summary>Between values further apart, power says nothing.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(20);

    readonly Dictionary<MeterRegister, long> _counters = [];
    long? _power;

    /// <summary>W × ms that went through since a counter moved.</summary>
    long _through;

    /// <param name="values">What the meter answered.</param>
    /// <param name="since">Since the answer before, on the market's clock, monotonic.</param>
    public IReadOnlyList<MeterValue> Judge(IReadOnlyList<MeterValue> values, TimeSpan since)
    {
        ArgumentNullException.ThrowIfNull(values);
        var moved = false;
        var counters = values.Where(value => value.Register is MeterRegister.EnergyImportWh or MeterRegister.EnergyExportWh && value.Quality != MeterQuality.Missing).ToList();
        foreach (var counter in counters)
        {
            moved |= !_counters.TryGetValue(counter.Register, out var before) || before != counter.Value;
            _counters[counter.Register] = counter.Value;
        }

        var power = values.Where(value => value.Register == MeterRegister.PowerW && value.Quality != MeterQuality.Missing).Select(value => (long?)value.Value).FirstOrDefault();
        _through = moved || counters.Count == 0 || since > Longest ? 0 : _through + Through(power, since);
        _power = power;
        var quantum = counters.Select(counter => counter.Quantum).DefaultIfEmpty().Max();
        return _through / 3_600_000 <= Clearly + (2 * quantum)
            ? values
            : [.. values.Select(value => counters.Contains(value) && value.Quality is (MeterQuality.Good or MeterQuality.Derived)
                ? value with { Quality = MeterQuality.Stale }
                : value)];
    }

    /// <summary>At least: the smaller of the powers at both ends, in a direction that has a counter.</summary>
    long Through(long? power, TimeSpan since)
    {
        if (power is not { } now || _power is not { } before || Math.Sign(now) != Math.Sign(before)
            || !_counters.ContainsKey(now > 0 ? MeterRegister.EnergyExportWh : MeterRegister.EnergyImportWh))
        {
            return 0;
        }

        return Math.Min(Math.Abs(now), Math.Abs(before)) * (long)since.TotalMilliseconds;
    }
}
