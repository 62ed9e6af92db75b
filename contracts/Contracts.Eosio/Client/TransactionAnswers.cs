using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>A transaction was taken by a node.</summary>
/// <param name="Processed">nodeos' trace; null when another node had taken the same bytes before.</param>
public sealed record SentTransaction(Checksum256 TransactionId, JsonObject? Processed)
{
    internal static SentTransaction Read(JsonNode? json)
    {
        var answer = JsonRead.Object(json, "transaction's answer");
        var processed = answer["processed"] as JsonObject;
        return processed?["except"] is null
            ? new(answer.Checksum("transaction_id"), processed)
            : throw new EosioFormatException("The node answered success for a transaction that failed.");
    }
}

public enum TransactionState
{
    Unknown,
    LocallyApplied,
    InBlock,
    Irreversible,
    ForkedOut,
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
            answer.Number("irreversible_number"));
    }
}
