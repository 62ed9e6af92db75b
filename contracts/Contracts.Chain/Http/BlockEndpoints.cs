using System.Globalization;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Chain.Blocks;
using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Http;

static class BlockEndpoints
{
    public static Answer GetBlock(EmbeddedChain chain, RequestBody body) => chain.Read(view =>
    {
        var block = Find(view, body.Text("block_num_or_id"));
        var abis = new AbiReader(view.State.Accounts);
        var json = Header(block);
        json.Insert(json.IndexOf("producer_signature"), "new_producers", null);
        json["transactions"] = new JsonArray([.. block.Transactions.Select(t => Receipt(t, abis))]);
        json["id"] = block.Id.ToString();
        json["block_num"] = block.Number;
        json["ref_block_prefix"] = BlockId.RefBlockPrefix(block.Id);
        return Answer.Ok(json);
    });

    public static Answer GetBlockInfo(EmbeddedChain chain, RequestBody body) => chain.Read(view =>
    {
        var block = Find(view, body.UInt32("block_num", 0).ToString(CultureInfo.InvariantCulture));
        var json = Header(block);
        json.Insert(0, "block_num", block.Number);
        json.Insert(1, "ref_block_num", (ushort)block.Number);
        json.Insert(2, "id", block.Id.ToString());
        json["ref_block_prefix"] = BlockId.RefBlockPrefix(block.Id);
        return Answer.Ok(json);
    });

    /// <summary>A block by its number, also as a text, or by its id.</summary>
    /// <exception cref="ChainException">3100002: there is no such block.</exception>
    static Block Find(EmbeddedChain.ChainView view, string? numberOrId)
    {
        var block = numberOrId switch
        {
            null or "" => throw new ChainException(ErrorKind.UnknownBlock, "get_raw_block", "Invalid Block number or ID, must be greater than 0 and less than 65 characters"),
            { Length: 64 } id when TryParse(id) is { } parsed => view.Block(parsed),
            var text when uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => view.Block(number),
            _ => throw new ChainException(ErrorKind.UnknownBlock, "get_raw_block", "Invalid block ID: ${block_num_or_id}", ("block_num_or_id", numberOrId)),
        };
        return block ?? throw new ChainException(ErrorKind.UnknownBlock, "get_raw_block", "Could not find block: ${block}", ("block", numberOrId));
    }

    static Checksum256? TryParse(string id)
    {
        try
        {
            return Checksum256.Parse(id);
        }
        catch (EosioFormatException)
        {
            return null;
        }
    }

    static JsonObject Header(Block block) => new()
    {
        ["timestamp"] = block.Header.Timestamp.ToString(),
        ["producer"] = block.Header.Producer.ToString(),
        ["confirmed"] = block.Header.Confirmed,
        ["previous"] = block.Header.Previous.ToString(),
        ["transaction_mroot"] = block.Header.TransactionMroot.ToString(),
        ["action_mroot"] = block.Header.ActionMroot.ToString(),
        ["schedule_version"] = block.Header.ScheduleVersion,
        ["producer_signature"] = (block.Signature ?? Signature.FromCompact(KeyType.K1, new byte[Signature.CompactSize])).ToString(),
    };

    static JsonObject Receipt(TransactionReceipt receipt, AbiReader abis)
    {
        var packed = receipt.Transaction;
        var signed = packed.Unpack();
        var transaction = signed.Transaction.ToJson();
        transaction.Remove("transaction_extensions");
        transaction["actions"] = new JsonArray([.. signed.Transaction.Actions.Select(action =>
        {
            var json = action.ToJson();
            json["hex_data"] = json["data"]!.DeepClone();
            json["data"] = abis.ActionData(action);
            return json;
        })]);
        return new()
        {
            ["status"] = "executed",
            ["cpu_usage_us"] = receipt.CpuUsageUs,
            ["net_usage_words"] = receipt.NetUsageWords,
            ["trx"] = new JsonObject
            {
                ["id"] = signed.Transaction.Id.ToString(),
                ["signatures"] = new JsonArray([.. packed.Signatures.Select(s => (JsonNode)s.ToString())]),
                ["compression"] = packed.Compression == TransactionCompression.Zlib ? "zlib" : "none",
                ["packed_context_free_data"] = Convert.ToHexStringLower(packed.PackedContextFreeData.Span),
                ["context_free_data"] = new JsonArray([.. signed.ContextFreeData.Select(d => (JsonNode)Convert.ToHexStringLower(d.Span))]),
                ["packed_trx"] = Convert.ToHexStringLower(packed.PackedTrx.Span),
                ["transaction"] = transaction,
            },
        };
    }
}
