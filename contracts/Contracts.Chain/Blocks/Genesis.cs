using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Blocks;

/// <summary>
/// What a chain starts from. The chain's id is the hash of it, in the form and with the limits that nodeos has by default: the
/// same key and time give the id a fresh nodeos has.
/// </summary>
public sealed record Genesis(PublicKey Key, DateTimeOffset Time)
{
    public static readonly DateTimeOffset DefaultTime = new(2018, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public Checksum256 ChainId => Checksum256.Hash(new PackedWriter()
        .Int64(TimePoint.From(Time).Microseconds)
        .PublicKey(Key)
        .UInt64(1024 * 1024) // max_block_net_usage
        .UInt32(1000) // target_block_net_usage_pct
        .UInt32(512 * 1024) // max_transaction_net_usage
        .UInt32(12) // base_per_transaction_net_usage
        .UInt32(500) // net_usage_leeway
        .UInt32(20) // context_free_discount_net_usage_num
        .UInt32(100) // context_free_discount_net_usage_den
        .UInt32(200_000) // max_block_cpu_usage
        .UInt32(1000) // target_block_cpu_usage_pct
        .UInt32(150_000) // max_transaction_cpu_usage
        .UInt32(100) // min_transaction_cpu_usage
        .UInt32(3600) // max_transaction_lifetime
        .UInt32(600) // deferred_trx_expiration_window
        .UInt32(45 * 24 * 3600) // max_transaction_delay
        .UInt32(512 * 1024) // max_inline_action_size
        .UInt16(4) // max_inline_action_depth
        .UInt16(6) // max_authority_depth
        .Written);

    /// <summary>The header of block 1; its action_mroot is the chain's id.</summary>
    public BlockHeader FirstHeader => new()
    {
        Timestamp = BlockTimestamp.From(Time),
        Confirmed = 1,
        ActionMroot = ChainId,
    };
}
