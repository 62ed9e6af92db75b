using LocalEnergyMarket.Backend.Forecasts.Accuracy;
using LocalEnergyMarket.Backend.Forecasts.Beliefs;
using LocalEnergyMarket.Backend.Registry.Boxes;
using LocalEnergyMarket.Backend.Telemetry;
using LocalEnergyMarket.Backend.Telemetry.Slots;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Forecasts;

/// <summary>What units measured: the slot energies of their meters together, those linked at the time.</summary>
sealed class MeasuredUnitEnergies(BoxRegister boxes, SlotEnergyQuery energies) : IMeasuredEnergies
{
    public async Task<IReadOnlyList<MeasuredEnergy>> OfAsync(string unitNumber, Timeslot from, Timeslot to, CancellationToken cancellation)
    {
        if (to <= from)
        {
            return [];
        }

        var linked = (await boxes.ListAsync(cancellation)).Where(box => box.LinksIn(from.Start, to.Start).Any(link => link.UnitNumber == unitNumber)).ToDictionary(box => box.Id);
        MeterId[] meters =
        [
            .. linked.Values.SelectMany(
                box => box.LinksIn(from.Start, to.Start).Where(link => link.UnitNumber == unitNumber).Select(link => new MeterId(box.Id, link.MeterSerial)).Distinct()),
        ];
        if (meters.Length == 0)
        {
            return [];
        }

        var sums = new Dictionary<(Timeslot, Direction), MeasuredEnergy>();
        foreach (var version in await energies.LatestAsync(from, to.Plus(-1), meters, cancellation))
        {
            var slot = version.Measured.Timeslot;
            if (linked[version.Meter.Box].LinksIn(slot.Start, slot.End).Any(link => link.MeterSerial == version.Meter.Serial && link.UnitNumber == unitNumber))
            {
                Add(slot, Direction.Production, version.Measured.Export);
                Add(slot, Direction.Consumption, version.Measured.Import);
            }
        }

        return [.. sums.Values];

        void Add(Timeslot slot, Direction direction, RegisterEnergy? energy)
        {
            if (energy is null)
            {
                return;
            }

            var quality = QualityOf(energy.Quality);
            sums[(slot, direction)] = sums.TryGetValue((slot, direction), out var before)
                ? before with { Energy = before.Energy + energy.Energy, Quality = Worse(before.Quality, quality) }
                : new(slot, direction, energy.Energy, quality);
        }
    }

    static MeasuredQuality QualityOf(Quality quality) => quality switch
    {
        Quality.Good or Quality.Derived => MeasuredQuality.True,
        Quality.Missing => MeasuredQuality.Missing,
        _ => MeasuredQuality.Substitute,
    };

    static MeasuredQuality Worse(MeasuredQuality a, MeasuredQuality b) =>
        a == MeasuredQuality.Missing || b == MeasuredQuality.Missing ? MeasuredQuality.Missing : a == MeasuredQuality.Substitute ? a : b;
}
