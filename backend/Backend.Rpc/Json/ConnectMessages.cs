using Grpc.Core;
using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Protos.V1;
using Microsoft.AspNetCore.Http;

namespace LocalEnergyMarket.Backend.Rpc.Json;

/// <summary>
/// Reads the message of a call in Connect's form. Stands behind the door that all calls pass: who is refused there has not made the server read or parse anything.
/// </summary>
sealed class ConnectMessages(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Features.Get<InnerRequest>() is { } request)
        {
            try
            {
                await request.ReadAsync(context.RequestAborted);
            }
            catch (NoCallException e)
            {
                throw e.Error.Code == StatusCode.ResourceExhausted ? Refusal.TooLarge(Reason.MessageTooLarge, e.Message) : Refusal.Invalid(Reason.MessageMalformed, e.Message);
            }
            catch (BadHttpRequestException e)
            {
                throw Refusal.Invalid(Reason.MessageMalformed, $"The body cannot be read: {e.Message}");
            }
        }

        await next(context);
    }
}
