using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Forecasts.Beliefs;

/// <summary>The name of a row of <c>forecast_curves</c>, in the order in which rows are written.</summary>
/// <param name="Quantile">Per mille; 0: the expected value.</param>
readonly record struct CurveKey(string UnitNumber, DateOnly Day, Direction Direction, int Quantile);

/// <summary>A day's values; null where nothing is said.</summary>
sealed class Curve
{
    public long?[] WattHours { get; } = new long?[UtcDay.Slots];

    /// <summary>Null as long as all are plain.</summary>
    public short[]? Status { get; private set; }

    /// <summary>Folds values into days.</summary>
    /// <exception cref="ArgumentException">Something is said twice, or is negative.</exception>
    public static IReadOnlyList<KeyValuePair<CurveKey, Curve>> Fold(IReadOnlyCollection<SlotForecast> values)
    {
        var curves = new Dictionary<CurveKey, Curve>();
        foreach (var value in values)
        {
            var key = new CurveKey(value.UnitNumber, UtcDay.Of(value.Timeslot), value.Direction, 0);
            var index = UtcDay.IndexOf(value.Timeslot);
            var curve = At(key);
            curve.Set(index, value.Energy, value);
            if (value.Status != ValueStatus.Plain)
            {
                (curve.Status ??= new short[UtcDay.Slots])[index] = (short)value.Status;
            }

            foreach (var quantile in value.Quantiles)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(quantile.PerMille, 1, nameof(values));
                ArgumentOutOfRangeException.ThrowIfGreaterThan(quantile.PerMille, 999, nameof(values));
                At(key with { Quantile = quantile.PerMille }).Set(index, quantile.Energy, value);
            }
        }

        return
        [
            .. curves.OrderBy(pair => pair.Key.UnitNumber, StringComparer.Ordinal)
                .ThenBy(pair => (pair.Key.Day, pair.Key.Direction, pair.Key.Quantile)),
        ];

        Curve At(CurveKey key)
        {
            if (!curves.TryGetValue(key, out var curve))
            {
                curves.Add(key, curve = new());
            }

            return curve;
        }
    }

    void Set(int index, WattHours energy, SlotForecast value)
    {
        if (WattHours[index] is not null || energy.Value < 0)
        {
            throw new ArgumentException(
                $"{value.UnitNumber} in {value.Timeslot}, {value.Direction}: {(energy.Value < 0 ? $"{energy} is negative" : "said twice")}.", nameof(value));
        }

        WattHours[index] = energy.Value;
    }
}
