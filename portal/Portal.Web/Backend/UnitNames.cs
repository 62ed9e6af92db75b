using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Portal.Web.Backend;

/// <summary>The names of units as the official register has them.</summary>
sealed class UnitNames(IEnumerable<Unit> units)
{
    /// <summary>As many as the backend takes in one question.</summary>
    const int AtOnce = 500;

    readonly Dictionary<string, string> _names = units.ToDictionary(unit => unit.UnitNumber, unit => unit.Name, StringComparer.Ordinal);

    public static async Task<UnitNames> ReadAsync(RegistryService.RegistryServiceClient registry, IEnumerable<string> unitNumbers, CancellationToken cancellation)
    {
        var units = new List<Unit>();
        foreach (var some in unitNumbers.Distinct(StringComparer.Ordinal).Chunk(AtOnce))
        {
            units.AddRange((await registry.ListUnitsAsync(new() { UnitNumbers = { some } }, cancellationToken: cancellation)).Units);
        }

        return new(units);
    }

    /// <summary>The unit's name; empty if it has none.</summary>
    public string Name(string unitNumber) => _names.GetValueOrDefault(unitNumber, "");
}
