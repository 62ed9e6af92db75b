using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>A transaction was taken by a node.</summary>
/// <param name="Processed">nodeos' trace; null when another node had taken the same bytes before.</param>
public sealed record SentTransaction(Checksum256 TransactionId, JsonObject? Processed)
{
    /// <summary>The block it was put into so far; null when another node had taken it.</summary>
    public uint? BlockNum => Processed?.OptionalNumber("block_num");

    /// <summary>What the first action returned; empty for nothing.</summary>
    public ReadOnlyMemory<byte> ReturnValue => Processed?["action_traces"] is JsonArray { Count: > 0 } actions ? JsonRead.Object(actions[0], "action_traces").Bytes("return_value_hex_data") : default;

    internal static SentTransaction Read(JsonNode? json)
    {
        var answer = JsonRead.Object(json, "transaction's answer");
        var processed = answer["processed"] as JsonObject;
        return processed?["except"] is null
            ? new(answer.Checksum("transaction_id"), processed)
            : throw new EosioFormatException("The node answered success for a transaction that failed.");
    }
}

/// <summary>Where a transaction is, in nodeos' words.</summary>
public enum TransactionState
{
    /// <summary>The node has not seen it, or has forgotten it.</summary>
    Unknown,

    /// <summary>Run by the node, in no block yet.</summary>
    LocallyApplied,

    /// <summary>In a block that may still be dropped.</summary>
    InBlock,

    /// <summary>In a block that stays.</summary>
    Irreversible,

    /// <summary>Its block was dropped in a fork; it may come into another until it expires.</summary>
    ForkedOut,

    /// <summary>It failed or expired and is in no block.</summary>
    Failed,
}

/// <summary>The answer of get_transaction_status (nodeos needs <c>transaction-finality-status-max-storage-size-gb</c> set).</summary>
public sealed record TransactionStatusAnswer(
    TransactionState State,
    uint? BlockNumber,
    Checksum256? BlockId,
    DateTimeOffset? BlockTimestamp,
    DateTimeOffset? Expiration,
    uint HeadNumber,
    uint IrreversibleNumber)
{
    public DateTimeOffset? IrreversibleTimestamp { get; init; }

    internal static TransactionStatusAnswer Read(JsonNode? json)
    {
        var answer = JsonRead.Object(json, "get_transaction_status");
        var state = JsonRead.Text(answer["state"], "state") switch
        {
            "LOCALLY_APPLIED" => TransactionState.LocallyApplied,
            "IN_BLOCK" => TransactionState.InBlock,
            "IRREVERSIBLE" => TransactionState.Irreversible,
            "FORKED_OUT" => TransactionState.ForkedOut,
            "FAILED" => TransactionState.Failed,
            _ => TransactionState.Unknown,
        };
        return new(
            state,
            answer.OptionalNumber("block_number"),
            answer.OptionalChecksum("block_id"),
            answer.OptionalTime("block_timestamp"),
            answer.OptionalTime("expiration"),
            answer.Number("head_number"),
            answer.Number("irreversible_number"))
        {
            IrreversibleTimestamp = answer.OptionalTime("irreversible_timestamp"),
        };
    }
}
