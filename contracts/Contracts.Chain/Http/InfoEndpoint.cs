using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Chain.Blocks;

namespace LocalEnergyMarket.Contracts.Chain.Http;

static class InfoEndpoint
{
    /// <summary>Says plainly what this is, where a node says its version.</summary>
    public const string Version = "embedded-development-chain-NOT-FOR-PRODUCTION";

    const int BlockCpuLimit = 200_000;
    const int BlockNetLimit = 1024 * 1024;

    public static Answer Get(EmbeddedChain chain) => chain.Read(view => Answer.Ok(new JsonObject
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
}
