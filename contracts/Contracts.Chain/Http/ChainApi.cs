using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Chain.Blocks;
using LocalEnergyMarket.Contracts.Chain.Errors;

namespace LocalEnergyMarket.Contracts.Chain.Http;

/// <summary>The HTTP API of nodeos over an embedded chain.</summary>
sealed partial class ChainApi(EmbeddedChain chain, ILogger<ChainApi> logger)
{
    readonly Dictionary<string, Endpoint> _endpoints = new(StringComparer.Ordinal)
    {
        ["/v1/chain/get_info"] = new(_ => InfoEndpoint.Get(chain), BodyOptional: true),
        ["/v1/chain/get_block"] = new(body => BlockEndpoints.GetBlock(chain, body)),
        ["/v1/chain/get_block_info"] = new(body => BlockEndpoints.GetBlockInfo(chain, body)),
        ["/v1/chain/get_account"] = new(body => AccountEndpoints.GetAccount(chain, body)),
        ["/v1/chain/get_abi"] = new(body => AccountEndpoints.GetAbi(chain, body)),
        ["/v1/chain/get_raw_abi"] = new(body => AccountEndpoints.GetRawAbi(chain, body)),
        ["/v1/chain/get_raw_code_and_abi"] = new(body => AccountEndpoints.GetRawCodeAndAbi(chain, body)),
        ["/v1/chain/get_code_hash"] = new(body => AccountEndpoints.GetCodeHash(chain, body)),
        ["/v1/chain/get_table_rows"] = new(body => TableEndpoints.GetRows(chain, body)),
        ["/v1/chain/get_table_by_scope"] = new(body => TableEndpoints.GetByScope(chain, body)),
        ["/v1/chain/get_required_keys"] = new(body => TransactionEndpoints.GetRequiredKeys(chain, body)),
        ["/v1/chain/push_transaction"] = new(body => TransactionEndpoints.Push(chain, body, asTree: true)),
        ["/v1/chain/send_transaction"] = new(body => TransactionEndpoints.Push(chain, body, asTree: false)),
        ["/v1/chain/send_transaction2"] = new(body => TransactionEndpoints.Send2(chain, body)),
        ["/v1/chain/compute_transaction"] = new(body => TransactionEndpoints.Compute(chain, body)),
        ["/v1/chain/get_transaction_status"] = new(body => TransactionEndpoints.GetStatus(chain, body)),
        ["/v1/trace_api/get_block"] = new(body => TraceEndpoints.GetBlock(chain, body)),
        ["/v1/trace_api/get_transaction_trace"] = new(body => TraceEndpoints.GetTransaction(chain, body)),
    };

    public async Task HandleAsync(HttpContext context)
    {
        Answer answer;
        try
        {
            answer = await AnswerAsync(context);
        }
        catch (ChainException failure)
        {
            answer = Answer.Error(failure);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (BadHttpRequestException cut)
        {
            // The client left in the middle of its request, or never spoke HTTP.
            context.Response.StatusCode = cut.StatusCode;
            return;
        }
#pragma warning disable CA1031 // The last place that can answer: whatever happened, the client gets an error and the log gets the cause.
        catch (Exception unexpected)
        {
            LogUnexpected(context.Request.Path, unexpected);
            answer = Answer.Error(new ChainException(ErrorKind.Unspecified, "handle_exception", "internal error; the chain's log has the cause"));
        }
#pragma warning restore CA1031

        await answer.WriteAsync(context.Response);
    }

    async Task<Answer> AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (path is "/v1/node/get_supported_apis")
        {
            return Answer.Ok(new JsonObject
            {
                ["apis"] = new JsonArray([.. _endpoints.Keys.Append(path).Order(StringComparer.Ordinal).Select(p => (JsonNode)p)]),
            });
        }

        if (!_endpoints.TryGetValue(path, out var endpoint))
        {
            return Answer.UnknownEndpoint();
        }

        var body = await RequestBody.ReadAsync(context.Request.Body, context.RequestAborted);
        return body.IsEmpty && !endpoint.BodyOptional ? throw RequestBody.Missing() : endpoint.Handle(body);
    }

    [LoggerMessage(1, LogLevel.Error, "Request {Path} failed unexpectedly.")]
    partial void LogUnexpected(string path, Exception exception);

    sealed record Endpoint(Func<RequestBody, Answer> Handle, bool BodyOptional = false);
}
