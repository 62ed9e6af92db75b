using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>The answer of get_block: the header (without extensions, which nodeos leaves out) and the receipts.</summary>
public sealed record BlockAnswer(Checksum256 Id, uint Number, BlockHeader Header, Signature ProducerSignature, IReadOnlyList<TransactionReceipt> Transactions)
{
    internal static BlockAnswer Read(JsonNode? json)
    {
        var block = JsonRead.Object(json, "get_block");
        var header = new BlockHeader
        {
            Timestamp = BlockTimestamp.From(block.Time("timestamp")),
            Producer = block.Name("producer"),
            Confirmed = (ushort)block.Number("confirmed"),
            Previous = block.Checksum("previous"),
            TransactionMroot = block.Checksum("transaction_mroot"),
            ActionMroot = block.Checksum("action_mroot"),
            ScheduleVersion = block.Number("schedule_version"),
        };
        return new(
            block.Checksum("id"),
            block.Number("block_num"),
            header,
            Signature.Parse(JsonRead.Text(block["producer_signature"], "producer_signature")),
            block.List("transactions", Receipt));
    }

    static TransactionReceipt Receipt(JsonObject receipt) => new(
        JsonRead.Text(receipt["status"], "status") switch
        {
            "executed" => TransactionStatus.Executed,
            "soft_fail" => TransactionStatus.SoftFail,
            "hard_fail" => TransactionStatus.HardFail,
            "delayed" => TransactionStatus.Delayed,
            "expired" => TransactionStatus.Expired,
            var other => throw new EosioFormatException($"Transaction status '{other}' is unknown."),
        },
        receipt.Number("cpu_usage_us"),
        receipt.Number("net_usage_words"),
        TransactionJson.ReadPackedTransaction(receipt["trx"]));
}
