using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;

namespace LocalEnergyMarket.Contracts.Deploy;

/// <summary>An account and the key that owns it when it has to be created.</summary>
public sealed record PlannedAccount(Name Name, PublicKey Key);

/// <summary>What is to be on the chain.</summary>
/// <param name="Creator">Creates accounts; names with a dot need one that may, on development chains eosio.</param>
/// <param name="Contract">Carries the contract.</param>
/// <param name="Operator">Registers boxes and units, and anchors.</param>
/// <param name="Trigger">Asks boxes for readings.</param>
public sealed record DeploymentPlan(Name Creator, PlannedAccount Contract, PlannedAccount Operator, PlannedAccount Trigger)
{
    public const int DefaultKeepDays = 1461;

    internal const int SecondsADay = 24 * 60 * 60;

    public static Name DefaultOperator { get; } = Name.Parse("lem.operator");

    public static Name DefaultTrigger { get; } = Name.Parse("lem.trigger");

    /// <summary>
    /// Seconds that anchors and events stay in the tables at least: four years, which cover the regular limitation period of German law
    /// (three years from the end of the year, §§ 195, 199 BGB).
    /// </summary>
    public uint Keep { get; init; } = DefaultKeepDays * SecondsADay;

    /// <summary>The contract as WebAssembly; the one built with this program unless set.</summary>
    public ReadOnlyMemory<byte> Wasm { get; init; } = MarketContract.Wasm();

    public AbiDefinition Abi { get; init; } = AbiJson.Parse(System.Text.Encoding.UTF8.GetString(MarketContract.Abi()));

    /// <summary>The usual accounts, all with one key.</summary>
    public static DeploymentPlan WithOneKey(PublicKey key) => new(
        NativeContract.Account,
        new(MarketContract.DefaultAccount, key),
        new(DefaultOperator, key),
        new(DefaultTrigger, key));
}
