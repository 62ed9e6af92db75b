using LocalEnergyMarket.Backend.Market.Settlement;
using LocalEnergyMarket.Backend.Registry.Boxes;
using LocalEnergyMarket.Backend.Registry.Contracts;
using LocalEnergyMarket.Backend.Telemetry;
using LocalEnergyMarket.Backend.Telemetry.Slots;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Server.Settlement;

/// <summary>A meter that measures a unit of a customer.</summary>
public sealed record MeteredUnit(MeterId Meter, string UnitNumber, string CustomerId, string BalancingGroup);

/// <summary>Which meters measure whose units: what the register of plants knows, for the slot energies.</summary>
public sealed class MeteredUnits(BoxRegister boxes, ContractRegister contracts)
{
    /// <summary>The meters of units that are a customer's in the timeslot, ordered by unit and meter: those linked, and those that were exchanged in the timeslot or later.</summary>
    public async Task<IReadOnlyList<MeteredUnit>> AllAsync(Timeslot timeslot, CancellationToken cancellation)
    {
        var assignments = await contracts.AssignmentsAsync(timeslot, cancellation);
        return
        [
            .. (await boxes.ListAsync(cancellation))
                .SelectMany(box => box.LinksIn(timeslot.Start, timeslot.End), (box, link) => (Box: box, Link: link, Owner: assignments.Of(link.UnitNumber)))
                .Where(linked => linked.Owner is not null)
                .OrderBy(linked => linked.Link.UnitNumber, StringComparer.Ordinal).ThenBy(linked => linked.Link.MeterSerial, StringComparer.Ordinal)
                .Select(linked => ToUnit(linked.Box, linked.Link, linked.Owner!)),
        ];
    }

    static MeteredUnit ToUnit(Box box, MeterLink link, UnitAssignment owner) =>
        new(new(box.Id, link.MeterSerial), link.UnitNumber, owner.CustomerId, owner.BalancingGroup);

    /// <summary>The latest slot energy as the settlement and its evidence take it.</summary>
    public static MeterEnergy ToEnergy(MeteredUnit unit, SlotEnergyVersion energy) => new(
        unit.CustomerId,
        unit.UnitNumber,
        unit.Meter.Serial,
        energy.Measured.Import?.Energy ?? WattHours.Zero,
        energy.Measured.Export?.Energy ?? WattHours.Zero,
        energy.Measured.Import?.Start.Value ?? WattHours.Zero,
        energy.Measured.Import?.End.Value ?? WattHours.Zero,
        energy.Measured.Export?.Start.Value ?? WattHours.Zero,
        energy.Measured.Export?.End.Value ?? WattHours.Zero,
        (int)energy.Measured.Quality);
}
