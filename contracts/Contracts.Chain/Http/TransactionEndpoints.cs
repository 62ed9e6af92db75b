using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Chain.Accounts;
using LocalEnergyMarket.Contracts.Chain.Blocks;
using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Chain.Execution;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Http;

static class TransactionEndpoints
{
    public static Answer Push(EmbeddedChain chain, RequestBody body, bool asTree)
    {
        var trace = chain.Push(ReadPacked(body.Json, asTree ? "push_transaction" : "send_transaction"));
        return Result(chain, trace, asTree, returnFailure: false);
    }

    public static Answer Send2(EmbeddedChain chain, RequestBody body)
    {
        if (body.Flag("retry_trx"))
        {
            throw new ChainException(ErrorKind.Unsupported, "send_transaction2", "Transaction retry not enabled on node");
        }

        var trace = chain.Push(ReadPacked(body.Node("transaction"), "send_transaction2"));
        return Result(chain, trace, asTree: false, body.Flag("return_failure_trace", otherwise: true));
    }

    public static Answer Compute(EmbeddedChain chain, RequestBody body)
    {
        var trace = chain.Compute(ReadPacked(body.Node("transaction"), "compute_transaction"));
        return Result(chain, trace, asTree: false, returnFailure: true) with { Status = StatusCodes.Status200OK };
    }

    public static Answer GetRequiredKeys(EmbeddedChain chain, RequestBody body)
    {
        Transaction transaction;
        List<PublicKey> available;
        try
        {
            transaction = TransactionJson.ReadTransaction(body.Node("transaction"));
            available = [.. (body.Node("available_keys") as JsonArray ?? throw RequestBody.Invalid()).Select(k => PublicKey.Parse(k?.ToString() ?? ""))];
        }
        catch (EosioFormatException)
        {
            throw RequestBody.Invalid();
        }

        return chain.Read(view =>
        {
            var keys = new Authorization(view.State.Accounts).RequiredKeys(transaction.Actions, available);
            return Answer.Ok(new JsonObject { ["required_keys"] = new JsonArray([.. keys.Select(k => (JsonNode)k.ToString())]) });
        });
    }

    public static Answer GetStatus(EmbeddedChain chain, RequestBody body) => chain.Read(view =>
    {
        var id = body.Id("id");
        var json = new JsonObject();
        if (view.Transaction(id) is { } found)
        {
            var block = view.Block(found.Trace.BlockNumber);
            json["state"] = block is null ? "LOCALLY_APPLIED" : block.Number > view.LastIrreversible.Number ? "IN_BLOCK" : "IRREVERSIBLE";
            if (block is not null)
            {
                json["block_number"] = block.Number;
                json["block_id"] = block.Id.ToString();
                json["block_timestamp"] = block.Header.Timestamp.ToString();
            }

            json["expiration"] = new TimePoint(found.Transaction.Expiration.Seconds * 1_000_000L).ToString();
        }
        else
        {
            json["state"] = "UNKNOWN";
        }

        json["head_number"] = view.Head.Number;
        json["head_id"] = view.Head.Id.ToString();
        json["head_timestamp"] = view.Head.Header.Timestamp.ToString();
        json["irreversible_number"] = view.LastIrreversible.Number;
        json["irreversible_id"] = view.LastIrreversible.Id.ToString();
        json["irreversible_timestamp"] = view.LastIrreversible.Header.Timestamp.ToString();
        json["earliest_tracked_block_id"] = view.Block(1)!.Id.ToString();
        json["earliest_tracked_block_number"] = 1;
        return Answer.Ok(json);
    });

    static Answer Result(EmbeddedChain chain, TransactionTrace trace, bool asTree, bool returnFailure)
    {
        if (trace.Failure is { } failure && !returnFailure)
        {
            throw failure;
        }

        var processed = chain.Read(view => new TraceJson(view.State.Accounts, trace.BlockTime.Time).Of(trace, asTree));
        return Answer.Accepted(new JsonObject { ["transaction_id"] = trace.Id.ToString(), ["processed"] = processed });
    }

    static PackedTransaction ReadPacked(JsonNode? json, string endpoint)
    {
        try
        {
            return TransactionJson.ReadPackedTransaction(json);
        }
        catch (EosioFormatException)
        {
            throw new ChainException(ErrorKind.PackedTransaction, endpoint, "Invalid packed transaction");
        }
    }
}
