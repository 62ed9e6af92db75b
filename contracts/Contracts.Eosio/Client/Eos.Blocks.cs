using System.Globalization;
using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <content>Blocks and the trace API.</content>
public sealed partial class Eos
{
    /// <param name="numberOrId">A block's number, or its id in hex.</param>
    public Task<BlockAnswer> GetBlock(string numberOrId, CancellationToken cancellation = default) =>
        Ask("/v1/chain/get_block", new() { ["block_num_or_id"] = numberOrId }, BlockAnswer.Read, cancellation, block => (block.Number, 0));

    public Task<BlockAnswer> GetBlock(uint number, CancellationToken cancellation = default) =>
        GetBlock(number.ToString(CultureInfo.InvariantCulture), cancellation);

    /// <summary>A block's header without its transactions; it may not be the one of the branch that wins until it is irreversible.</summary>
    public Task<BlockInfoAnswer> GetBlockInfo(uint number, CancellationToken cancellation = default) =>
        Ask("/v1/chain/get_block_info", new() { ["block_num"] = number }, BlockInfoAnswer.Read, cancellation, block => (block.Number, 0));

    /// <summary>A reversible block's state, as the node answers; not offered by Spring.</summary>
    public Task<JsonNode?> GetBlockHeaderState(string numberOrId, CancellationToken cancellation = default) =>
        Call("/v1/chain/get_block_header_state", new() { ["block_num_or_id"] = numberOrId }, cancellation);

    /// <summary>Null when the node has no trace of the block (yet).</summary>
    public async Task<TracedBlock?> GetTracedBlock(uint number, CancellationToken cancellation = default) =>
        await OrNull(Ask("/v1/trace_api/get_block", new() { ["block_num"] = number }, TracedBlock.Read, cancellation, block => (block.Number, block.IsIrreversible ? block.Number : 0)));

    /// <summary>Null when the node has no trace of the transaction (yet).</summary>
    public async Task<TracedTransaction?> GetTracedTransaction(Checksum256 id, CancellationToken cancellation = default) =>
        await OrNull(Ask("/v1/trace_api/get_transaction_trace", new() { ["id"] = id.ToString() }, TracedTransaction.Read, cancellation, trace => (trace.BlockNum, 0)));
}
