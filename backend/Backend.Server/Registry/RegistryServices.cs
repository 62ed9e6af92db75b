using LocalEnergyMarket.Backend.Attestation.Endorsement;
using LocalEnergyMarket.Backend.Attestation.Enrollment;
using LocalEnergyMarket.Backend.Registry.BalancingGroups;
using LocalEnergyMarket.Backend.Registry.Boxes;
using LocalEnergyMarket.Backend.Registry.Claims;
using LocalEnergyMarket.Backend.Registry.Contracts;
using LocalEnergyMarket.Backend.Registry.Customers;
using LocalEnergyMarket.Backend.Registry.Enrollment;
using LocalEnergyMarket.Backend.Registry.History;
using LocalEnergyMarket.Backend.Registry.MarketActors;
using LocalEnergyMarket.Backend.Registry.Meters;
using LocalEnergyMarket.Backend.Registry.Roles;
using LocalEnergyMarket.Backend.Rpc.Calls.Access;
using LocalEnergyMarket.Backend.Server.Access;
using LocalEnergyMarket.Backend.Server.Hosting;

namespace LocalEnergyMarket.Backend.Server.Registry;

/// <summary>The register and who may call.</summary>
static class RegistryServices
{
    public static void AddRegister(this IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton(new EnrollmentVerifier(Setting.Use("Enrollment:RootsFolder", () => PinnedRoots.Load(options.Enrollment.RootsFolder)), options.Enrollment.AllowSoftwareTpms));
        services.AddSingleton<EnrollmentDesk>().AddSingleton<BoxRegister>().AddSingleton<BoxRevocations>().AddSingleton<CustomerRegister>();
        services.AddSingleton(new KnownMarkets(options.Markets.Select(market => market.BalancingGroup))).AddSingleton(options.Claims);
        services.AddSingleton<MeterDirectory>().AddSingleton<MeterAdoption>().AddSingleton<BalancingGroupRegister>().AddSingleton<ActorRegister>().AddSingleton<ContractRegister>();
        services.AddSingleton<ClaimDesk>().AddSingleton<RoleRegister>().AddSingleton<RegisterHistory>().AddSingleton<RegisterDesks>();
        services.AddSingleton<RoleBook>().AddSingleton<IRpcCallers>(provider => provider.GetRequiredService<RoleBook>()).AddHostedService<RoleWatch>();
    }
}
