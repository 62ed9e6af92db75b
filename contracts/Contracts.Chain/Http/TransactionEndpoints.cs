using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Chain.Blocks;
using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Chain.Execution;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Http;

/// <summary>Endpoints that execute transactions.</summary>
static class TransactionEndpoints
{
    const int MostAtOnce = 1000;

    public static Answer Push(EmbeddedChain chain, JsonNode? json, bool asTree)
    {
        if (json is not JsonObject)
        {
            throw RequestBody.Invalid("Invalid cast to Object");
        }

        var trace = chain.Push(ReadPacked(chain, json, asTree ? "push_transaction" : "send_transaction"));
        return Result(chain, trace, asTree, returnFailure: false);
    }

    /// <summary>One after the other, each with a result of its own.</summary>
    public static Answer PushAll(EmbeddedChain chain, RequestBody body)
    {
        if (body.Json is not JsonArray all || all.Any(t => t is not JsonObject))
        {
            throw RequestBody.Invalid("Invalid cast to Array");
        }

        if (all.Count > MostAtOnce)
        {
            throw new ChainException(
                ErrorKind.TooManyAtOnce, "push_transactions", "Attempt to push more than ${max} transactions at once", ("max", MostAtOnce));
        }

        return Answer.Accepted(new JsonArray([.. all.Select(t => PushOne(chain, t))]));
    }

    public static Answer Send2(EmbeddedChain chain, RequestBody body)
    {
        var packed = ReadPacked(chain, body.Node("transaction"), "send_transaction2");
        if (body.Flag("retry_trx"))
        {
            throw new ChainException(ErrorKind.Unsupported, "send_transaction2", "Transaction retry not enabled on node");
        }

        return Result(chain, chain.Push(packed), asTree: false, body.Flag("return_failure_trace", otherwise: true));
    }

    public static Answer Compute(EmbeddedChain chain, RequestBody body, bool readOnly)
    {
        var packed = ReadPacked(chain, body.Node("transaction"), readOnly ? "send_read_only_transaction" : "compute_transaction");
        var trace = readOnly ? chain.ComputeReadOnly(packed) : chain.Compute(packed);
        return Result(chain, trace, asTree: false, returnFailure: true) with { Status = StatusCodes.Status200OK };
    }

    static JsonNode? PushOne(EmbeddedChain chain, JsonNode? json)
    {
        try
        {
            return Push(chain, json, asTree: true).Body;
        }
        catch (ChainException failure)
        {
            return new JsonObject
            {
                ["transaction_id"] = default(Checksum256).ToString(),
                ["processed"] = new JsonObject { ["error"] = Describe(failure) },
            };
        }
    }

    /// <summary>The error with all its details as lines of text, as a node logs it.</summary>
    static string Describe(ChainException failure)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{failure.Kind.Code} {failure.Kind.Name}: {failure.Kind.What}\n");
        foreach (var detail in failure.Details)
        {
            text.Append(CultureInfo.InvariantCulture, $"{detail.Message}\n    {ChainJson.Text(detail.Data)}\n    chain {detail.Method}\n");
        }

        return text.ToString();
    }

    static Answer Result(EmbeddedChain chain, TransactionTrace trace, bool asTree, bool returnFailure)
    {
        if (trace.Failure is { } failure && !returnFailure)
        {
            throw failure;
        }

        var processed = chain.Read(view => new TraceJson(view.State.Accounts, trace.BlockTime.Time).Of(trace, asTree));
        return Answer.Accepted(new JsonObject { ["transaction_id"] = trace.Id.ToString(), ["processed"] = processed });
    }

    static PackedTransaction ReadPacked(EmbeddedChain chain, JsonNode? json, string endpoint)
    {
        try
        {
            return chain.Read(view => new TransactionReader(view.State.Accounts).ReadPacked(json));
        }
        catch (EosioFormatException malformed)
        {
            throw new ChainException(ErrorKind.PackedTransaction, endpoint, "Invalid packed transaction").With("from_variant", malformed.Message);
        }
    }
}
