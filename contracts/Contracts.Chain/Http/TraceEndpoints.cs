using System.Globalization;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Chain.Blocks;
using LocalEnergyMarket.Contracts.Chain.Execution;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Http;

/// <summary>The trace API, in the form without ABIs: data is hex.</summary>
static class TraceEndpoints
{
    public static Answer GetBlock(EmbeddedChain chain, RequestBody body) => chain.Read(view =>
    {
        if (ReadNumber(body.Json) is not { } number)
        {
            return Answer.Plain(StatusCodes.Status400BadRequest, "Trace API: Bad or missing block_num");
        }

        // Block 1 follows from the genesis: nothing was executed in it.
        if (number < 2 || view.Block(number) is not { } block)
        {
            return Answer.Plain(StatusCodes.Status404NotFound, "Trace API: block trace missing");
        }

        return Answer.Ok(new JsonObject
        {
            ["id"] = block.Id.ToString(),
            ["number"] = block.Number,
            ["previous_id"] = block.Header.Previous.ToString(),
            ["status"] = block.Number <= view.LastIrreversible.Number ? "irreversible" : "pending",
            ["timestamp"] = $"{block.Header.Timestamp}Z",
            ["producer"] = block.Header.Producer.ToString(),
            ["transaction_mroot"] = block.Header.TransactionMroot.ToString(),
            ["action_mroot"] = block.Header.ActionMroot.ToString(),
            ["schedule_version"] = block.Header.ScheduleVersion,
            ["transactions"] = new JsonArray([.. block.Traces.Where(t => t.Receipt is not null).Select(Trace)]),
        });
    });

    public static Answer GetTransaction(EmbeddedChain chain, RequestBody body)
    {
        if (ReadId(body.Json) is not { } id)
        {
            return Answer.Plain(StatusCodes.Status400BadRequest, "Trace API: Bad or missing transaction ID");
        }

        return chain.FindTransaction(id) is { } found && chain.Read(view => view.Head.Number) >= found.Trace.BlockNumber
            ? Answer.Ok(Trace(found.Trace))
            : Answer.Plain(StatusCodes.Status404NotFound, "Trace API: transaction id missing in the transaction id log files");
    }

    static uint? ReadNumber(JsonNode? json) => json is JsonObject fields
        && fields["block_num"] is JsonValue value
        && uint.TryParse(value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    static Checksum256? ReadId(JsonNode? json)
    {
        try
        {
            return json is JsonObject fields && fields["id"] is JsonValue value ? Checksum256.Parse(value.ToString()) : null;
        }
        catch (EosioFormatException)
        {
            return null;
        }
    }

    static JsonObject Trace(TransactionTrace trace)
    {
        var receipt = trace.Receipt!;
        var transaction = receipt.Transaction.Unpack().Transaction;
        return new()
        {
            ["id"] = trace.Id.ToString(),
            ["block_num"] = trace.BlockNumber,
            ["block_time"] = trace.BlockTime.ToString(),
            ["producer_block_id"] = null,
            ["actions"] = new JsonArray([.. trace.Actions.OrderBy(a => a.Receipt!.GlobalSequence).Select(Action)]),
            ["status"] = "executed",
            ["cpu_usage_us"] = receipt.CpuUsageUs,
            ["net_usage_words"] = receipt.NetUsageWords,
            ["signatures"] = new JsonArray([.. receipt.Transaction.Signatures.Select(s => (JsonNode)s.ToString())]),
            ["transaction_header"] = new JsonObject
            {
                ["expiration"] = transaction.Expiration.ToString(),
                ["ref_block_num"] = transaction.RefBlockNum,
                ["ref_block_prefix"] = transaction.RefBlockPrefix,
                ["max_net_usage_words"] = transaction.MaxNetUsageWords,
                ["max_cpu_usage_ms"] = transaction.MaxCpuUsageMs,
                ["delay_sec"] = transaction.DelaySec,
            },
        };
    }

    static JsonObject Action(ActionTrace action) => new()
    {
        ["global_sequence"] = Errors.ChainJson.Number(action.Receipt!.GlobalSequence),
        ["receiver"] = action.Receiver.ToString(),
        ["account"] = action.Action.Account.ToString(),
        ["action"] = action.Action.Name.ToString(),
        ["authorization"] = new JsonArray([.. action.Action.Authorization.Select(a =>
            new JsonObject { ["account"] = a.Actor.ToString(), ["permission"] = a.Permission.ToString() })]),
        ["data"] = Convert.ToHexStringLower(action.Action.Data.Span),
        ["return_value"] = Convert.ToHexStringLower(action.ReturnValue.Span),
    };
}
