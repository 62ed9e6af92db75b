using LocalEnergyMarket.Backend.Forecasts.Beliefs;
using LocalEnergyMarket.Backend.Forecasts.Importing;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Forecasts.Accuracy;

/// <summary>Over what errors are added up.</summary>
public enum AccuracyPeriod
{
    Day,
    Month,
}

/// <summary>What counted as forecast of a timeslot, and what became of it.</summary>
/// <param name="Belief">What the market went by; null if nothing was forecast.</param>
public sealed record ComparedSlot(Timeslot Timeslot, Direction Direction, Belief? Belief, MeasuredEnergy? Measured);

/// <summary>Holds forecasts against what was measured: each timeslot's belief as of its gate closure.</summary>
public sealed class AccuracyReport(BeliefStore beliefs, IMeasuredEnergies measured)
{
    /// <param name="gate">When the gate of a timeslot closes: what is believed later came too late.</param>
    /// <returns>Ordered by period, direction and source.</returns>
    public async Task<IReadOnlyList<ForecastAccuracy>> OfAsync(
        string unitNumber, Timeslot from, Timeslot to, AccuracyPeriod period, Func<Timeslot, DateTimeOffset> gate, CancellationToken cancellation)
    {
        var energies = await MeasuredAsync(unitNumber, from.Plus(-8 * UtcDay.Slots), to, cancellation);
        var bySource = new Dictionary<(string, Direction), Dictionary<Timeslot, Belief>>();
        await foreach (var slot in beliefs.BeliefsAsync(Query(unitNumber, from, to, gate), cancellation))
        {
            foreach (var source in slot.NewestFirst.GroupBy(belief => belief.Source, StringComparer.Ordinal))
            {
                if (source.FirstOrDefault(belief => belief.BelievedAt <= gate(slot.Timeslot)) is { } belief)
                {
                    var key = (source.Key, slot.Direction);
                    (bySource.TryGetValue(key, out var known) ? known : bySource[key] = []).Add(slot.Timeslot, belief);
                }
            }
        }

        return
        [
            .. bySource.SelectMany(source => Periods(source.Key.Item1, source.Key.Item2, source.Value, energies, from, to, period))
                .OrderBy(accuracy => accuracy.Begin).ThenBy(accuracy => accuracy.Direction).ThenBy(accuracy => accuracy.Source, StringComparer.Ordinal),
        ];
    }

    /// <summary>Timeslot by timeslot: the belief that counted when the gate closed, a delivered one before an own one, and what was measured.</summary>
    public async Task<IReadOnlyList<ComparedSlot>> CompareAsync(
        string unitNumber, Timeslot from, Timeslot to, Func<Timeslot, DateTimeOffset> gate, CancellationToken cancellation)
    {
        var energies = await MeasuredAsync(unitNumber, from, to, cancellation);
        var believed = await beliefs.BeliefsAsync(Query(unitNumber, from, to, gate), cancellation)
            .Select(slot => (Key: (slot.Timeslot, slot.Direction), Belief: BeliefChoice.AsOf(slot.NewestFirst, gate(slot.Timeslot), BeliefChoice.DeliveredBeforeOwn)))
            .Where(pair => pair.Belief is not null).ToDictionaryAsync(pair => pair.Key, pair => pair.Belief, cancellationToken: cancellation);
        return
        [
            .. believed.Keys.Union(energies.Keys).Order()
                .Select(key => new ComparedSlot(key.Item1, key.Item2, believed.GetValueOrDefault(key), energies.TryGetValue(key, out var energy) ? energy : null)),
        ];
    }

    static BeliefQuery Query(string unitNumber, Timeslot from, Timeslot to, Func<Timeslot, DateTimeOffset> gate) => new([unitNumber], from, to) { BelievedUntil = gate(to) };

    async Task<Dictionary<(Timeslot Timeslot, Direction Direction), MeasuredEnergy>> MeasuredAsync(string unitNumber, Timeslot from, Timeslot to, CancellationToken cancellation) =>
        (await measured.OfAsync(unitNumber, from, to, cancellation)).ToDictionary(energy => (energy.Timeslot, energy.Direction));

    static IEnumerable<ForecastAccuracy> Periods(
        string source, Direction direction, Dictionary<Timeslot, Belief> believed, Dictionary<(Timeslot, Direction), MeasuredEnergy> energies, Timeslot from, Timeslot to, AccuracyPeriod period)
    {
        var slots = believed.Keys.Union(energies.Keys.Where(key => key.Item2 == direction && key.Item1 >= from && key.Item1 < to).Select(key => key.Item1));
        foreach (var one in slots.GroupBy(slot => BeginOf(slot, period)).Where(one => one.Any(believed.ContainsKey)))
        {
            var sum = new ForecastAccuracy(source, direction, one.Key, 0, 0, 0, 0, WattHours.Zero, WattHours.Zero, WattHours.Zero, 0, 0, 0, 0);
            yield return one.Aggregate(sum, (all, slot) => Add(
                all, believed.GetValueOrDefault(slot)?.Energy, MeasuredOf(slot), MeasuredOf(Persistence(slot, direction)) is { Quality: MeasuredQuality.True } before ? before.Energy : null));
        }

        MeasuredEnergy? MeasuredOf(Timeslot? slot) => slot is { } known && energies.TryGetValue((known, direction), out var energy) ? energy : null;
    }

    static ForecastAccuracy Add(ForecastAccuracy sum, WattHours? forecast, MeasuredEnergy? measured, WattHours? persistence)
    {
        switch (forecast, measured?.Quality ?? MeasuredQuality.Missing)
        {
            case (null, MeasuredQuality.Missing):
                return sum;
            case (null, _):
                return sum with { NotForecast = sum.NotForecast + 1 };
            case (_, MeasuredQuality.Missing):
                return sum with { NotMeasured = sum.NotMeasured + 1 };
            case (_, MeasuredQuality.Substitute):
                return sum with { Substitutes = sum.Substitutes + 1 };
        }

        var error = forecast.Value - measured!.Value.Energy;
        var counted = sum with
        {
            Slots = sum.Slots + 1,
            Forecast = sum.Forecast + forecast.Value,
            Measured = sum.Measured + measured.Value.Energy,
            AbsoluteError = sum.AbsoluteError + error.Abs(),
            SquareError = sum.SquareError + Square(error),
        };
        return persistence is not { } before ? counted : counted with
        {
            ComparedSlots = sum.ComparedSlots + 1,
            ComparedSquareError = sum.ComparedSquareError + Square(error),
            PersistenceSquareError = sum.PersistenceSquareError + Square(before - measured.Value.Energy),
        };
    }

    /// <summary>The sun knows no summer time: production is compared a day of 24 hours before. People do: consumption a week before by the clock.</summary>
    static Timeslot? Persistence(Timeslot slot, Direction direction)
    {
        if (direction == Direction.Production)
        {
            return slot.Plus(-UtcDay.Slots);
        }

        return FileZone.Berlin.Instants(FileZone.Berlin.Wall(slot.Start).AddDays(-7)) is [var before, ..] ? new Timeslot(before.ToUnixTimeSeconds()) : null;
    }

    static DateOnly BeginOf(Timeslot slot, AccuracyPeriod period)
    {
        var day = DateOnly.FromDateTime(FileZone.Berlin.Wall(slot.Start));
        return period == AccuracyPeriod.Day ? day : new(day.Year, day.Month, 1);
    }

    static Int128 Square(WattHours error) => (Int128)error.Value * error.Value;
}
