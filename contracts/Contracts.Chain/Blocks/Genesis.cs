using LocalEnergyMarket.Contracts.Chain.Resources;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Blocks;

/// <summary>
/// What a chain starts from. The chain's id is the hash of it, in the form and with the limits that nodeos has by default: the
/// same key and time give the id a fresh nodeos has.
/// </summary>
public sealed record Genesis(PublicKey Key, DateTimeOffset Time)
{
    public static readonly DateTimeOffset DefaultTime = new(2018, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public Checksum256 ChainId => Checksum256.Hash(
        new ChainParameters().Write(new PackedWriter().Int64(TimePoint.From(Time).Microseconds).PublicKey(Key)).Written);

    /// <summary>The header of block 1; its action_mroot is the chain's id.</summary>
    public BlockHeader FirstHeader => new()
    {
        Timestamp = BlockTimestamp.From(Time),
        Confirmed = 1,
        ActionMroot = ChainId,
    };
}
