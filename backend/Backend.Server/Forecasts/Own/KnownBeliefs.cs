using LocalEnergyMarket.Backend.Forecasts.Beliefs;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Server.Forecasts.Own;

/// <summary>What is believed already of some units.</summary>
sealed class KnownBeliefs
{
    readonly Dictionary<(string Unit, Timeslot Timeslot, Direction Direction), Belief> _delivered = [];
    readonly Dictionary<(string Unit, Timeslot Timeslot, Direction Direction), Belief> _own = [];

    public static async Task<KnownBeliefs> ReadAsync(
        BeliefStore store, IReadOnlyCollection<string> units, IReadOnlyList<Timeslot> timeslots, DateTimeOffset now, CancellationToken cancellation)
    {
        var known = new KnownBeliefs();
        var query = new BeliefQuery(units, timeslots[0], timeslots[^1].Next) { BelievedUntil = now };
        await foreach (var slot in store.BeliefsAsync(query, cancellation))
        {
            foreach (var (kind, into) in new[] { (ForecastKind.Delivered, known._delivered), (ForecastKind.Own, known._own) })
            {
                if (slot.NewestFirst.FirstOrDefault(belief => belief.Kind == kind) is { } newest)
                {
                    into[(slot.UnitNumber, slot.Timeslot, slot.Direction)] = newest;
                }
            }
        }

        return known;
    }

    /// <summary>What a supplier delivered; null if nothing.</summary>
    public WattHours? Delivered(string unit, Timeslot timeslot, Direction direction) => _delivered.GetValueOrDefault((unit, timeslot, direction))?.Energy;

    /// <summary>Whether a value is worth keeping: nothing is delivered for it, and it is not what the same source said last.</summary>
    public bool IsNew(string source, SlotForecast value)
    {
        var key = (value.UnitNumber, value.Timeslot, value.Direction);
        return !_delivered.ContainsKey(key)
            && !(_own.TryGetValue(key, out var last) && last.Source == source && last.Energy == value.Energy && last.Quantiles.SequenceEqual(value.Quantiles));
    }
}
