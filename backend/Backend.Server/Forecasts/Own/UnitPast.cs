using LocalEnergyMarket.Backend.PlantModels.History;
using LocalEnergyMarket.Backend.Registry.Boxes;
using LocalEnergyMarket.Backend.Telemetry;
using LocalEnergyMarket.Backend.Telemetry.Slots;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Forecasts.Own;

/// <summary>What units have fed in and drawn, by their meters.</summary>
sealed class UnitPast(BoxRegister boxes, SlotEnergyQuery energies)
{
    static readonly TimeSpan Back = TimeSpan.FromDays(ComparableDays.MostDaysBack);

    /// <summary>The meters of units over the time that forecasts look back on; those that were exchanged meanwhile included.</summary>
    public async Task<ILookup<string, MeterId>> MetersAsync(DateTimeOffset now, CancellationToken cancellation) => (await boxes.ListAsync(cancellation))
        .SelectMany(box => box.LinksIn(now - Back, now), (box, link) => (link.UnitNumber, Meter: new MeterId(box.Id, link.MeterSerial)))
        .Distinct()
        .ToLookup(pair => pair.UnitNumber, pair => pair.Meter, StringComparer.Ordinal);

    /// <summary>Measured quarter hours of units that have meters, up to now. Energy of several meters of a unit is added up.</summary>
    public async Task<IReadOnlyDictionary<string, PastEnergy>> ReadAsync(
        IEnumerable<string> units, ILookup<string, MeterId> meters, DateTimeOffset now, CancellationToken cancellation)
    {
        var unitsOf = units.SelectMany(unit => meters[unit], (unit, meter) => (unit, meter)).ToLookup(pair => pair.meter, pair => pair.unit);
        var past = new Dictionary<string, PastEnergy>(StringComparer.Ordinal);
        var asked = unitsOf.Select(meter => meter.Key).ToList();
        if (asked.Count == 0)
        {
            return past;
        }

        foreach (var version in await energies.LatestAsync(Timeslot.Containing(now - Back), Timeslot.Containing(now).Plus(-1), asked, cancellation))
        {
            foreach (var unit in unitsOf[version.Meter])
            {
                if (!past.TryGetValue(unit, out var energy))
                {
                    past.Add(unit, energy = new());
                }

                Add(energy.Consumed, version.Measured.Timeslot, version.Measured.Import);
                Add(energy.Produced, version.Measured.Timeslot, version.Measured.Export);
            }
        }

        return past;
    }

    static void Add(Dictionary<Timeslot, WattHours> sums, Timeslot timeslot, RegisterEnergy? register)
    {
        if (register is { Quality: not (Quality.Missing or Quality.CounterBack or Quality.Unspecified) })
        {
            sums[timeslot] = sums.GetValueOrDefault(timeslot) + register.Energy;
        }
    }
}

/// <summary>A unit's measured quarter hours; what was not measured is left out.</summary>
sealed class PastEnergy
{
    public Dictionary<Timeslot, WattHours> Produced { get; } = [];

    public Dictionary<Timeslot, WattHours> Consumed { get; } = [];
}
