using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Chain.Blocks;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Http;

/// <summary>Blocks in the forms in which the block endpoints give them.</summary>
static class BlockJson
{
    /// <summary>With actions' data by their ABIs (get_block).</summary>
    public static JsonObject Readable(Block block, AbiReader abis)
    {
        var json = Header(block);
        json["new_producers"] = null;
        json["producer_signature"] = Signature(block);
        json["transactions"] = new JsonArray([.. block.Transactions.Select(t => Receipt(t, Transaction(t.Transaction, abis)))]);
        json["id"] = block.Id.ToString();
        json["block_num"] = block.Number;
        json["ref_block_prefix"] = BlockId.RefBlockPrefix(block.Id);
        return json;
    }

    /// <summary>As it is packed (get_raw_block).</summary>
    public static JsonObject Raw(Block block)
    {
        var json = SignedHeader(block);
        json["transactions"] = new JsonArray([.. block.Transactions.Select(t => Receipt(t, new JsonArray(1, Packed(t.Transaction))))]);
        json["block_extensions"] = new JsonArray();
        return json;
    }

    /// <summary>The header with what it follows from (get_block_info).</summary>
    public static JsonObject Info(Block block)
    {
        var json = Header(block);
        json["producer_signature"] = Signature(block);
        json.Insert(0, "block_num", block.Number);
        json.Insert(1, "ref_block_num", (ushort)block.Number);
        json.Insert(2, "id", block.Id.ToString());
        json["ref_block_prefix"] = BlockId.RefBlockPrefix(block.Id);
        return json;
    }

    public static JsonObject SignedHeader(Block block)
    {
        var json = Header(block);
        json["header_extensions"] = new JsonArray();
        json["producer_signature"] = Signature(block);
        return json;
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
    };

    static string Signature(Block block) =>
        (block.Signature ?? Eosio.Signature.FromCompact(KeyType.K1, new byte[Eosio.Signature.CompactSize])).ToString();

    static JsonObject Receipt(TransactionReceipt receipt, JsonNode transaction) => new()
    {
        ["status"] = "executed",
        ["cpu_usage_us"] = receipt.CpuUsageUs,
        ["net_usage_words"] = receipt.NetUsageWords,
        ["trx"] = transaction,
    };

    static JsonObject Packed(PackedTransaction packed) => new()
    {
        ["signatures"] = Signatures(packed),
        ["compression"] = Compression(packed),
        ["packed_context_free_data"] = Convert.ToHexStringLower(packed.PackedContextFreeData.Span),
        ["packed_trx"] = Convert.ToHexStringLower(packed.PackedTrx.Span),
    };

    static JsonObject Transaction(PackedTransaction packed, AbiReader abis)
    {
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
            ["id"] = signed.Transaction.Id.ToString(),
            ["signatures"] = Signatures(packed),
            ["compression"] = Compression(packed),
            ["packed_context_free_data"] = Convert.ToHexStringLower(packed.PackedContextFreeData.Span),
            ["context_free_data"] = new JsonArray([.. signed.ContextFreeData.Select(d => (JsonNode)Convert.ToHexStringLower(d.Span))]),
            ["packed_trx"] = Convert.ToHexStringLower(packed.PackedTrx.Span),
            ["transaction"] = transaction,
        };
    }

    static JsonArray Signatures(PackedTransaction packed) => new([.. packed.Signatures.Select(s => (JsonNode)s.ToString())]);

    static string Compression(PackedTransaction packed) => packed.Compression == TransactionCompression.Zlib ? "zlib" : "none";
}
