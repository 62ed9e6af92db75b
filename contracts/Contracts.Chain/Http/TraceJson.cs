using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Chain.Accounts;
using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Chain.Execution;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Http;

/// <summary>Traces in the form in which push_transaction and its successors give them.</summary>
sealed class TraceJson(AccountStore accounts, DateTimeOffset now)
{
    /// <summary>The error code of a failure that is not a contract's own assertion with a number.</summary>
    const ulong GeneralErrorCode = 10_000_000_000_000_000_000;

    readonly AbiReader _abis = new(accounts);

    /// <param name="asTree">With inline actions inside of those that sent them, as push_transaction has it.</param>
    public JsonObject Of(TransactionTrace trace, bool asTree) => new()
    {
        ["id"] = trace.Id.ToString(),
        ["block_num"] = trace.BlockNumber,
        ["block_time"] = trace.BlockTime.ToString(),
        ["producer_block_id"] = null,
        ["receipt"] = trace.Receipt is { } receipt
            ? new JsonObject
            {
                ["status"] = "executed",
                ["cpu_usage_us"] = receipt.CpuUsageUs,
                ["net_usage_words"] = receipt.NetUsageWords,
            }
            : null,
        ["elapsed"] = trace.Elapsed,
        ["net_usage"] = trace.NetUsage,
        ["scheduled"] = false,
        ["action_traces"] = asTree ? Tree(trace, ancestor: 0) : new JsonArray([.. trace.Actions.Select(a => Action(trace, a))]),
        ["account_ram_delta"] = null,
        ["except"] = Failure(trace.Failure),
        ["error_code"] = ErrorCode(trace.Failure),
    };

    JsonArray Tree(TransactionTrace trace, int ancestor)
    {
        var children = trace.Actions
            .Where(a => a.ClosestUnnotifiedAncestor == ancestor && a.Receipt is not null)
            .OrderBy(a => a.Receipt!.GlobalSequence);
        return new([.. children.Select(child =>
        {
            var json = Action(trace, child);
            json["inline_traces"] = Tree(trace, child.Ordinal);
            return json;
        })]);
    }

    JsonObject Action(TransactionTrace trace, ActionTrace action)
    {
        var json = new JsonObject
        {
            ["action_ordinal"] = action.Ordinal,
            ["creator_action_ordinal"] = action.Creator,
            ["closest_unnotified_ancestor_action_ordinal"] = action.ClosestUnnotifiedAncestor,
            ["receipt"] = action.Receipt is { } receipt ? Receipt(receipt) : null,
            ["receiver"] = action.Receiver.ToString(),
            ["act"] = new JsonObject
            {
                ["account"] = action.Action.Account.ToString(),
                ["name"] = action.Action.Name.ToString(),
                ["authorization"] = new JsonArray([.. action.Action.Authorization.Select(PermissionJson.Of)]),
                ["data"] = _abis.ActionData(action.Action),
                ["hex_data"] = Convert.ToHexStringLower(action.Action.Data.Span),
            },
            ["context_free"] = false,
            ["elapsed"] = action.Elapsed,
            ["console"] = action.Console,
            ["trx_id"] = trace.Id.ToString(),
            ["block_num"] = trace.BlockNumber,
            ["block_time"] = trace.BlockTime.ToString(),
            ["producer_block_id"] = null,
            ["account_ram_deltas"] = new JsonArray([.. action.RamDeltas.Select(d =>
                new JsonObject { ["account"] = d.Account.ToString(), ["delta"] = d.Bytes })]),
            ["except"] = Failure(action.Failure),
            ["error_code"] = ErrorCode(action.Failure),
            ["return_value_hex_data"] = Convert.ToHexStringLower(action.ReturnValue.Span),
        };
        if (_abis.ReturnValue(action.Action, action.ReturnValue) is { } value)
        {
            json["return_value_data"] = value;
        }

        return json;
    }

    static JsonObject Receipt(ActionReceipt receipt) => new()
    {
        ["receiver"] = receipt.Receiver.ToString(),
        ["act_digest"] = receipt.ActDigest.ToString(),
        ["global_sequence"] = ChainJson.Number(receipt.GlobalSequence),
        ["recv_sequence"] = ChainJson.Number(receipt.RecvSequence),
        ["auth_sequence"] = new JsonArray([.. receipt.AuthSequence.Select(a => new JsonArray(a.Key.ToString(), ChainJson.Number(a.Value)))]),
        ["code_sequence"] = receipt.CodeSequence,
        ["abi_sequence"] = receipt.AbiSequence,
    };

    static JsonNode? ErrorCode(ChainException? failure) =>
        failure is null ? null : ChainJson.Number(failure.ContractErrorCode ?? GeneralErrorCode);

    JsonObject? Failure(ChainException? failure) => failure is null ? null : new()
    {
        ["code"] = failure.Kind.Code,
        ["name"] = failure.Kind.Name,
        ["message"] = failure.Kind.What,
        ["stack"] = new JsonArray([.. failure.Details.Select(Detail)]),
    };

    JsonObject Detail(ErrorDetail detail) => new()
    {
        ["context"] = new JsonObject
        {
            ["level"] = detail.Level,
            ["file"] = "chain",
            ["line"] = 0,
            ["method"] = detail.Method,
            ["hostname"] = "",
            ["thread_name"] = "chain",
            ["timestamp"] = TimePoint.From(now).ToString(),
        },
        ["format"] = detail.Format,
        ["data"] = detail.Data.DeepClone(),
    };
}
