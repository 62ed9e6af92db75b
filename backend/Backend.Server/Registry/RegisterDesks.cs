using LocalEnergyMarket.Backend.Registry.BalancingGroups;
using LocalEnergyMarket.Backend.Registry.Claims;
using LocalEnergyMarket.Backend.Registry.Contracts;
using LocalEnergyMarket.Backend.Registry.History;
using LocalEnergyMarket.Backend.Registry.MarketActors;
using LocalEnergyMarket.Backend.Registry.Meters;
using LocalEnergyMarket.Backend.Registry.Roles;

namespace LocalEnergyMarket.Backend.Server.Registry;

/// <summary>The parts of the register beside boxes, units and customers.</summary>
sealed record RegisterDesks(
    MeterDirectory Meters, BalancingGroupRegister Groups, ActorRegister Actors, ContractRegister Contracts, ClaimDesk Claims, RoleRegister Roles, RegisterHistory History);
