using System.Globalization;
using LocalEnergyMarket.Backend.Mastr.Units;
using LocalEnergyMarket.Backend.Store;

namespace LocalEnergyMarket.Backend.Registry;

/// <summary>What the register asks of units of the Marktstammdatenregister: the one place that reads them. Asked before a change begins, on a connection of its own.</summary>
static class KnownUnits
{
    const string ShutDown = "38"; // EinheitBetriebsstatus: endgültig stillgelegt.
    const string Active = "472"; // EinheitSystemstatus: aktiviert.

    /// <exception cref="RegistryException">There is no such unit.</exception>
    public static async Task<Unit> MustExistAsync(IDocumentStore store, string unitNumber, CancellationToken cancellation) =>
        await new UnitRegister(store).FindAsync(unitNumber, cancellation) ?? throw Unknown(unitNumber);

    /// <exception cref="RegistryException">One of them is not in the register.</exception>
    public static async Task MustExistAsync(IDocumentStore store, IReadOnlyCollection<string> unitNumbers, CancellationToken cancellation)
    {
        if (unitNumbers.Count > 0)
        {
            var known = (await new UnitRegister(store).FindAsync(unitNumbers, cancellation)).Select(unit => unit.Id).ToHashSet(StringComparer.Ordinal);
            if (unitNumbers.FirstOrDefault(number => !known.Contains(number)) is { } missing)
            {
                throw Unknown(missing);
            }
        }
    }

    /// <summary>Why a unit is out of operation for good in the MaStR; empty if it is not.</summary>
    public static string Deactivation(Unit unit) =>
        unit.GoneAt is not null ? "no longer in the MaStR"
        : unit.Fields.GetValueOrDefault("EinheitBetriebsstatus") == ShutDown
            ? unit.Fields.GetValueOrDefault("DatumEndgueltigeStilllegung") is { Length: > 0 } day ? string.Create(CultureInfo.InvariantCulture, $"shut down for good on {day}") : "shut down for good"
        : unit.Fields.GetValueOrDefault("EinheitSystemstatus") is { Length: > 0 } status && status != Active ? "deactivated" : "";

    static RegistryException Unknown(string unitNumber) => new(
        RegistryError.UnitUnknown, unitNumber, $"There is no unit {unitNumber} in the register: import the MaStR export that has it first.");
}
