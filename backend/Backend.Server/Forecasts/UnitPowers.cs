using LocalEnergyMarket.Backend.Forecasts.Importing;
using LocalEnergyMarket.Backend.Mastr.Units;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Server.Forecasts;

/// <summary>The units' power, from the register.</summary>
sealed class UnitPowers(UnitRegister units) : IUnitPowers
{
    const int AtOnce = 1000;

    public async Task<IReadOnlyDictionary<string, Watts>> OfAsync(IReadOnlyCollection<string> unitNumbers, CancellationToken cancellation)
    {
        var powers = new Dictionary<string, Watts>(StringComparer.Ordinal);
        foreach (var some in unitNumbers.Chunk(AtOnce))
        {
            foreach (var unit in await units.FindAsync(some, cancellation))
            {
                if (unit.GrossPower.Value > 0)
                {
                    powers[unit.Id] = unit.GrossPower;
                }
            }
        }

        return powers;
    }
}
