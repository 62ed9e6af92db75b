using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Chain.Blocks;
using LocalEnergyMarket.Contracts.Chain.Errors;

namespace LocalEnergyMarket.Contracts.Chain.Http;

/// <summary>Settings of the HTTP API that nodeos has too.</summary>
/// <param name="VerboseErrors">Every detail of an error instead of the first (nodeos: verbose-http-errors).</param>
public sealed record ApiSettings(bool VerboseErrors = false);

/// <summary>The HTTP API of nodeos over an embedded chain.</summary>
sealed partial class ChainApi(EmbeddedChain chain, ApiSettings settings, ILogger<ChainApi> logger)
{
    const string SupportedApis = "/v1/node/get_supported_apis";

    readonly Dictionary<string, Endpoint> _endpoints = Endpoints.Of(chain);

    public async Task HandleAsync(HttpContext context)
    {
        Answer answer;
        try
        {
            answer = await AnswerAsync(context.Request);
        }
        catch (ChainException failure)
        {
            answer = Answer.Error(failure, settings.VerboseErrors);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (BadHttpRequestException refused)
        {
            // Too long, or the client left in the middle of its request.
            answer = Answer.Refused(refused.StatusCode);
        }
#pragma warning disable CA1031 // The last place that can answer: whatever happened, the client gets an error and the log gets the cause.
        catch (Exception unexpected)
        {
            LogUnexpected(context.Request.Path, unexpected);
            answer = Answer.Error(
                new ChainException(ErrorKind.Unspecified, "handle_exception", "internal error; the chain's log has the cause"), settings.VerboseErrors);
        }
#pragma warning restore CA1031

        await answer.WriteAsync(context.Response);
    }

    /// <summary>The method does not matter, save for OPTIONS; a query is part of the path, and so no endpoint has one.</summary>
    async Task<Answer> AnswerAsync(HttpRequest request)
    {
        if (HttpMethods.IsOptions(request.Method))
        {
            return Answer.Ok(new JsonObject());
        }

        var path = request.Path.Value + request.QueryString.Value;
        if (path is SupportedApis)
        {
            return Answer.Ok(new JsonObject { ["apis"] = new JsonArray([.. _endpoints.Keys.Order(StringComparer.Ordinal).Select(p => (JsonNode)p)]) });
        }

        if (!_endpoints.TryGetValue(path, out var endpoint))
        {
            return Answer.UnknownEndpoint();
        }

        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, request.HttpContext.RequestAborted);
        var body = endpoint.Read(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
        try
        {
            return endpoint.Handle(body);
        }
        catch (ArgumentException)
        {
            // An object with a field twice: JSON leaves open which one counts.
            throw RequestBody.Invalid();
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Request {Path} failed unexpectedly.")]
    partial void LogUnexpected(string path, Exception exception);
}
