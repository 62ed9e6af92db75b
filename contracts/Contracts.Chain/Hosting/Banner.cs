namespace LocalEnergyMarket.Contracts.Chain.Hosting;

/// <summary>What the process says first, before it does anything.</summary>
static class Banner
{
    public const string Line =
        "Embedded EOSIO chain for development, demonstration and tests. NOT FOR PRODUCTION: one machine and one key that everybody knows decide alone; nobody checks them. Production uses nodeos.";
}
