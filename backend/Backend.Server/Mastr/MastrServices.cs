using LocalEnergyMarket.Backend.Mastr.Importing;
using LocalEnergyMarket.Backend.Mastr.Units;

namespace LocalEnergyMarket.Backend.Server.Mastr;

/// <summary>The copy of the Marktstammdatenregister.</summary>
static class MastrServices
{
    public static void AddMastr(this IServiceCollection services) =>
        services.AddSingleton<UnitRegister>().AddSingleton<MastrImport>();
}
