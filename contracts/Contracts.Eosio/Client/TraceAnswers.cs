using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <param name="Receiver">The account whose contract ran; other than <paramref name="Account"/> for notifications.</param>
/// <param name="Account">The contract called.</param>
public sealed record TracedAction(
    ulong GlobalSequence,
    Name Receiver,
    Name Account,
    Name Action,
    IReadOnlyList<PermissionLevel> Authorization,
    ReadOnlyMemory<byte> Data,
    ReadOnlyMemory<byte> ReturnValue)
{
    internal static TracedAction Read(JsonObject action) => new(
        JsonRead.Number(action["global_sequence"], "global_sequence"),
        action.Name("receiver"),
        action.Name("account"),
        action.Name("action"),
        action.List("authorization", a => new PermissionLevel(a.Name("account"), a.Name("permission"))),
        action.Bytes("data"),
        action.Bytes("return_value"));
}

/// <summary>A transaction in the trace API, with inline actions and notifications.</summary>
public sealed record TracedTransaction(Checksum256 Id, uint BlockNum, DateTimeOffset BlockTime, IReadOnlyList<TracedAction> Actions)
{
    internal static TracedTransaction Read(JsonNode? json)
    {
        var transaction = JsonRead.Object(json, "transaction trace");
        return new(transaction.Checksum("id"), transaction.Number("block_num"), transaction.Time("block_time"), transaction.List("actions", TracedAction.Read));
    }
}

/// <summary>A block in the trace API.</summary>
public sealed record TracedBlock(Checksum256 Id, uint Number, Checksum256 PreviousId, bool IsIrreversible, DateTimeOffset Timestamp, IReadOnlyList<TracedTransaction> Transactions)
{
    internal static TracedBlock Read(JsonNode? json)
    {
        var block = JsonRead.Object(json, "block trace");
        return new(
            block.Checksum("id"),
            block.Number("number"),
            block.Checksum("previous_id"),
            JsonRead.Text(block["status"], "status") == "irreversible",
            block.Time("timestamp"),
            block.List("transactions", TracedTransaction.Read));
    }
}
