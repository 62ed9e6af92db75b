using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Chain.Blocks;
using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Chain.Resources;

namespace LocalEnergyMarket.Contracts.Chain.Http;

static class InfoEndpoints
{
    /// <summary>Says plainly what this is, where a node says its version.</summary>
    public const string Version = "embedded-development-chain-NOT-FOR-PRODUCTION";

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
        ["virtual_block_cpu_limit"] = ChainJson.Number(view.State.Resources.Chain.Value.VirtualCpu),
        ["virtual_block_net_limit"] = ChainJson.Number(view.State.Resources.Chain.Value.VirtualNet),
        ["block_cpu_limit"] = ChainJson.Number(view.State.Resources.BlockCpuLeft),
        ["block_net_limit"] = ChainJson.Number(view.State.Resources.BlockNetLeft),
        ["server_version_string"] = Version,
        ["fork_db_head_block_num"] = view.Head.Number,
        ["fork_db_head_block_id"] = view.Head.Id.ToString(),
        ["server_full_version_string"] = Version,
        ["total_cpu_weight"] = ChainJson.Number(view.State.Resources.Chain.Value.CpuWeight),
        ["total_net_weight"] = ChainJson.Number(view.State.Resources.Chain.Value.NetWeight),
        ["earliest_available_block_num"] = 1,
        ["last_irreversible_block_time"] = view.LastIrreversible.Header.Timestamp.ToString(),
    }));

    /// <summary>What the chain holds transactions to; those of a fresh nodeos, until a contract sets others.</summary>
    public static Answer GetConsensusParameters(EmbeddedChain chain) => chain.Read(view => Answer.Ok(new JsonObject
    {
        ["chain_config"] = Of(view.State.Resources.Parameters.Value),
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
    }));

    static JsonObject Of(ChainParameters parameters) => new()
    {
        ["max_block_net_usage"] = ChainJson.Number(parameters.MaxBlockNetUsage),
        ["target_block_net_usage_pct"] = parameters.TargetBlockNetUsagePct,
        ["max_transaction_net_usage"] = parameters.MaxTransactionNetUsage,
        ["base_per_transaction_net_usage"] = parameters.BasePerTransactionNetUsage,
        ["net_usage_leeway"] = parameters.NetUsageLeeway,
        ["context_free_discount_net_usage_num"] = parameters.ContextFreeDiscountNetUsageNum,
        ["context_free_discount_net_usage_den"] = parameters.ContextFreeDiscountNetUsageDen,
        ["max_block_cpu_usage"] = parameters.MaxBlockCpuUsage,
        ["target_block_cpu_usage_pct"] = parameters.TargetBlockCpuUsagePct,
        ["max_transaction_cpu_usage"] = parameters.MaxTransactionCpuUsage,
        ["min_transaction_cpu_usage"] = parameters.MinTransactionCpuUsage,
        ["max_transaction_lifetime"] = parameters.MaxTransactionLifetime,
        ["deferred_trx_expiration_window"] = parameters.DeferredTrxExpirationWindow,
        ["max_transaction_delay"] = parameters.MaxTransactionDelay,
        ["max_inline_action_size"] = parameters.MaxInlineActionSize,
        ["max_inline_action_depth"] = parameters.MaxInlineActionDepth,
        ["max_authority_depth"] = parameters.MaxAuthorityDepth,
        ["max_action_return_value_size"] = 256,
    };
}
