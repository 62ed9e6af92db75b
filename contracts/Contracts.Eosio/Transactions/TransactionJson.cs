using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>Transactions in nodeos' JSON.</summary>
public static class TransactionJson
{
    /// <summary>The body of push_transaction and send_transaction: signatures, compression, packed_context_free_data, packed_trx.</summary>
    public static JsonObject ToJson(this PackedTransaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return new()
        {
            ["signatures"] = new JsonArray([.. transaction.Signatures.Select(s => (JsonNode)s.ToString())]),
            ["compression"] = (int)transaction.Compression,
            ["packed_context_free_data"] = Convert.ToHexStringLower(transaction.PackedContextFreeData.Span),
            ["packed_trx"] = Convert.ToHexStringLower(transaction.PackedTrx.Span),
        };
    }

    /// <summary>Takes compression as a number or as the words <c>none</c> and <c>zlib</c>.</summary>
    /// <exception cref="EosioFormatException">A field is missing or wrong.</exception>
    public static PackedTransaction ReadPackedTransaction(JsonNode? json)
    {
        var body = JsonRead.Object(json, "packed transaction");
        var compression = body["compression"] switch
        {
            null => TransactionCompression.None,
            var word when word.ToString() is "none" or "0" => TransactionCompression.None,
            var word when word.ToString() is "zlib" or "1" => TransactionCompression.Zlib,
            var word => throw new EosioFormatException($"Compression '{word}' is unknown: 0 or none, 1 or zlib expected."),
        };
        return new(
            [.. JsonRead.Array(body["signatures"], "signatures").Select(s => Signature.Parse(JsonRead.Text(s, "signature")))],
            compression,
            body["packed_context_free_data"] is { } contextFree ? Hex.Decode(JsonRead.Text(contextFree, "packed_context_free_data"), "packed_context_free_data") : [],
            Hex.Decode(JsonRead.Text(body["packed_trx"], "packed_trx"), "packed_trx"));
    }

    /// <summary>The transaction with its actions' data in hex.</summary>
    public static JsonObject ToJson(this Transaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return new()
        {
            ["expiration"] = transaction.Expiration.ToString(),
            ["ref_block_num"] = transaction.RefBlockNum,
            ["ref_block_prefix"] = transaction.RefBlockPrefix,
            ["max_net_usage_words"] = transaction.MaxNetUsageWords,
            ["max_cpu_usage_ms"] = transaction.MaxCpuUsageMs,
            ["delay_sec"] = transaction.DelaySec,
            ["context_free_actions"] = new JsonArray([.. transaction.ContextFreeActions.Select(a => (JsonNode)a.ToJson())]),
            ["actions"] = new JsonArray([.. transaction.Actions.Select(a => (JsonNode)a.ToJson())]),
            ["transaction_extensions"] = transaction.Extensions.ToJson(),
        };
    }

    public static JsonObject ToJson(this ContractAction action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return new()
        {
            ["account"] = action.Account.ToString(),
            ["name"] = action.Name.ToString(),
            ["authorization"] = new JsonArray([.. action.Authorization.Select(level => (JsonNode)new JsonObject
            {
                ["actor"] = level.Actor.ToString(),
                ["permission"] = level.Permission.ToString(),
            })]),
            ["data"] = Convert.ToHexStringLower(action.Data.Span),
        };
    }

    /// <summary>Actions' data as <c>hex_data</c> or hex in <c>data</c>; fields that are missing are 0 or empty, as nodeos takes them.</summary>
    /// <exception cref="EosioFormatException">A field is wrong, or an action's data is not in hex.</exception>
    public static Transaction ReadTransaction(JsonNode? json)
    {
        var body = JsonRead.Object(json, "transaction");
        return new()
        {
            Expiration = body["expiration"] is { } time ? TimePointSec.Parse(JsonRead.Text(time, "expiration")) : default,
            RefBlockNum = (ushort)JsonRead.Number(body, "ref_block_num", ushort.MaxValue),
            RefBlockPrefix = (uint)JsonRead.Number(body, "ref_block_prefix", uint.MaxValue),
            MaxNetUsageWords = (uint)JsonRead.Number(body, "max_net_usage_words", uint.MaxValue),
            MaxCpuUsageMs = (byte)JsonRead.Number(body, "max_cpu_usage_ms", byte.MaxValue),
            DelaySec = (uint)JsonRead.Number(body, "delay_sec", uint.MaxValue),
            ContextFreeActions = ReadActions(body["context_free_actions"]),
            Actions = ReadActions(body["actions"]),
            Extensions = [.. (body["transaction_extensions"] as JsonArray ?? []).Select(ReadExtension)],
        };
    }

    /// <exception cref="EosioFormatException">A field is wrong, or the data is not in hex.</exception>
    public static ContractAction ReadAction(JsonNode? json)
    {
        var body = JsonRead.Object(json, "action");
        return new(
            Name.Parse(JsonRead.Text(body["account"], "account")),
            Name.Parse(JsonRead.Text(body["name"], "name")),
            [.. JsonRead.Array(body["authorization"], "authorization").Select(ReadLevel)],
            Hex.Decode(JsonRead.Text(body["hex_data"] ?? body["data"], "action's data"), "action's data"));
    }

    internal static JsonArray ToJson(this IReadOnlyList<Extension> extensions) =>
        new([.. extensions.Select(e => (JsonNode)new JsonArray(e.Type, Convert.ToHexStringLower(e.Data.Span)))]);

    internal static Extension ReadExtension(JsonNode? json) => JsonRead.Array(json, "extension") is [var type, var data]
        ? new((ushort)JsonRead.Number(type, "extension's type", ushort.MaxValue), Hex.Decode(JsonRead.Text(data, "extension's data"), "extension's data"))
        : throw new EosioFormatException("An extension is an array of type and hex data.");

    static ContractAction[] ReadActions(JsonNode? json) => json is null ? [] : [.. JsonRead.Array(json, "actions").Select(ReadAction)];

    static PermissionLevel ReadLevel(JsonNode? json)
    {
        var body = JsonRead.Object(json, "authorization");
        return new(JsonRead.Text(body["actor"], "actor"), JsonRead.Text(body["permission"], "permission"));
    }
}
