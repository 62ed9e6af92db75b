using LocalEnergyMarket.Backend.Market.Settlement;
using LocalEnergyMarket.Backend.Registry.Boxes;
using LocalEnergyMarket.Backend.Registry.Customers;
using LocalEnergyMarket.Backend.Telemetry;
using LocalEnergyMarket.Backend.Telemetry.Slots;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Server.Settlement;

/// <summary>A meter that measures a unit of a customer.</summary>
public sealed record MeteredUnit(MeterId Meter, string UnitNumber, string CustomerId, string BalancingGroup);

/// <summary>Which meters measure whose units: what the register of plants knows, for the slot energies.</summary>
public sealed class MeteredUnits(BoxRegister boxes, CustomerRegister customers)
{
    /// <summary>The meters of units that a customer trades, ordered by unit and meter: those linked, and those that were exchanged in the timeslot or later.</summary>
    public async Task<IReadOnlyList<MeteredUnit>> AllAsync(Timeslot timeslot, CancellationToken cancellation)
    {
        var owners = (await customers.ListAsync(cancellation))
            .SelectMany(customer => customer.UnitNumbers, (customer, unit) => (unit, customer))
            .ToDictionary(pair => pair.unit, pair => pair.customer, StringComparer.Ordinal);
        return
        [
            .. (await boxes.ListAsync(cancellation))
                .SelectMany(box => box.LinksIn(timeslot.Start, timeslot.End), (box, link) => (Box: box, Link: link))
                .Where(linked => owners.ContainsKey(linked.Link.UnitNumber))
                .OrderBy(linked => linked.Link.UnitNumber, StringComparer.Ordinal).ThenBy(linked => linked.Link.MeterSerial, StringComparer.Ordinal)
                .Select(linked => ToUnit(linked.Box, linked.Link, owners[linked.Link.UnitNumber])),
        ];
    }

    static MeteredUnit ToUnit(Box box, MeterLink link, Customer owner) =>
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
