using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Chain.Blocks;

namespace LocalEnergyMarket.Contracts.Chain.Http;

static class InfoEndpoints
{
    /// <summary>Says plainly what this is, where a node says its version.</summary>
    public const string Version = "embedded-development-chain-NOT-FOR-PRODUCTION";

    const int BlockCpuLimit = 200_000;
    const int BlockNetLimit = 1024 * 1024;

    public static Answer GetInfo(EmbeddedChain chain) => chain.Read(view => Answer.Ok(new JsonObject
    {
        ["server_version"] = "00000000",
        ["chain_id"] = view.ChainId.ToString(),
        ["head_block_num"] = view.Head.Number,
        ["last_irreversible_block_num"] = view.LastIrreversible.Number,
        ["last_irreversible_block_id"] = view.LastIrreversible.Id.ToString(),
        ["head_block_id"] = view.Head.Id.ToString(),
        ["head_block_time"] = view.Head.Header.Timestamp.ToString(),
        ["head_block_producer"] = view.Head.Header.Producer.ToString(),
        ["virtual_block_cpu_limit"] = BlockCpuLimit,
        ["virtual_block_net_limit"] = BlockNetLimit,
        ["block_cpu_limit"] = BlockCpuLimit,
        ["block_net_limit"] = BlockNetLimit,
        ["server_version_string"] = Version,
        ["fork_db_head_block_num"] = view.Head.Number,
        ["fork_db_head_block_id"] = view.Head.Id.ToString(),
        ["server_full_version_string"] = Version,
        ["total_cpu_weight"] = 0,
        ["total_net_weight"] = 0,
        ["earliest_available_block_num"] = 1,
        ["last_irreversible_block_time"] = view.LastIrreversible.Header.Timestamp.ToString(),
    }));

    /// <summary>What the chain holds transactions to; those of a fresh nodeos.</summary>
    public static Answer GetConsensusParameters() => Answer.Ok(new JsonObject
    {
        ["chain_config"] = new JsonObject
        {
            ["max_block_net_usage"] = BlockNetLimit,
            ["target_block_net_usage_pct"] = 1000,
            ["max_transaction_net_usage"] = 524288,
            ["base_per_transaction_net_usage"] = 12,
            ["net_usage_leeway"] = 500,
            ["context_free_discount_net_usage_num"] = 20,
            ["context_free_discount_net_usage_den"] = 100,
            ["max_block_cpu_usage"] = BlockCpuLimit,
            ["target_block_cpu_usage_pct"] = 1000,
            ["max_transaction_cpu_usage"] = 150000,
            ["min_transaction_cpu_usage"] = 100,
            ["max_transaction_lifetime"] = 3600,
            ["deferred_trx_expiration_window"] = 600,
            ["max_transaction_delay"] = 3888000,
            ["max_inline_action_size"] = 524288,
            ["max_inline_action_depth"] = 4,
            ["max_authority_depth"] = 6,
            ["max_action_return_value_size"] = 256,
        },
        ["wasm_config"] = new JsonObject
        {
            ["max_mutable_global_bytes"] = 1024,
            ["max_table_elements"] = 1024,
            ["max_section_elements"] = 8192,
            ["max_linear_memory_init"] = 65536,
            ["max_func_local_bytes"] = 8192,
            ["max_nested_structures"] = 1024,
            ["max_symbol_bytes"] = 8192,
            ["max_module_bytes"] = 20971520,
            ["max_code_bytes"] = 20971520,
            ["max_pages"] = 528,
            ["max_call_depth"] = 251,
        },
    });
}
