using LocalEnergyMarket.Backend.Rpc.Calls.Access;
using LocalEnergyMarket.Backend.Rpc.Calls.Deadlines;
using LocalEnergyMarket.Backend.Rpc.Calls.Methods;
using LocalEnergyMarket.Backend.Rpc.Calls.RateLimits;
using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Protos.V1;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Backend.Rpc.Calls;

/// <summary>
/// What every call passes before anything of its message is read, in this order; then <see cref="CallPassage"/>. Who is refused here has cost the
/// server a few headers.
/// </summary>
sealed class CallDoor(
    RequestDelegate next, CallMethods methods, Admission admission, CallLimits limits, CallDeadlines deadlines, Explanations explanations, ILogger<CallDoor> log)
{
    static readonly Func<ILogger, string, IDisposable?> Scope = LoggerMessage.DefineScope<string>("request {RequestId}");

    public Task InvokeAsync(HttpContext context) => IsGrpc(context.Request) ? CallAsync(context) : next(context);

    async Task CallAsync(HttpContext context)
    {
        var call = new Call(RequestId.Of(context.Request), context.Request.Path.Value ?? "");
        context.Features.Set(call);
        context.Response.Headers[RequestId.Header] = call.RequestId;
        using var scope = Scope(log, call.RequestId);
        try
        {
            call.Method = methods.Find(context.GetEndpoint());
            call.Caller = admission.CallerOf(context.Request);
            using var taken = limits.Take(call, context);
            var method = call.Method ?? throw Unknown(call);
            Admission.Check(call, method, context.Request);
            deadlines.Set(context.Request, method);

            await next(context);
            ExplainUnread(context.Response, call);
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            ErrorAnswer.Write(context.Response, explanations.Explain(e, call, context.RequestAborted.IsCancellationRequested));
        }
    }

    /// <summary>What could not be read as a message got no further than Grpc.AspNetCore, which says little of it.</summary>
    static void ExplainUnread(HttpResponse response, Call call)
    {
        if (!call.Entered && ErrorAnswer.StatusOf(response) is { } status && UnreadableRequest.Explain(status) is { } refusal)
        {
            ErrorAnswer.Write(response, refusal.ToRpcException(call.RequestId));
        }
    }

    static RefusalException Unknown(Call call) => Refusal.Unimplemented(
        Reason.MethodUnknown, $"There is no method {(call.Path.Length > 200 ? $"{call.Path[..200]}…" : call.Path)}: server reflection lists those there are.");

    /// <summary>As Grpc.AspNetCore knows it: application/grpc, with or without a format or parameters.</summary>
    static bool IsGrpc(HttpRequest request) =>
        request.ContentType is { } type && type.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) && (type.Length == 16 || type[16] is '+' or ';');
}
