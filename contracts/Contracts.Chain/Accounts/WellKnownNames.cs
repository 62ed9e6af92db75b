using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Accounts;

static class WellKnownNames
{
    public static readonly Name System = Name.Parse("eosio");
    public static readonly Name Owner = Name.Parse("owner");
    public static readonly Name Active = Name.Parse("active");

    /// <summary>The permission a contract's own code has when it sends inline actions.</summary>
    public static readonly Name Code = Name.Parse("eosio.code");

    /// <summary>Linked to it, an action may be authorized by any permission.</summary>
    public static readonly Name Any = Name.Parse("eosio.any");
}
