using Microsoft.AspNetCore.Http;

namespace LocalEnergyMarket.Backend.Rpc.Limits;

/// <summary>Cancels a call when its connection's calls must end, as if its caller had gone: its service sees no difference.</summary>
sealed class CallEnding(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<ConnectionLife>() is not { } life)
        {
            await next(context);
            return;
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, life.MustEnd);
        var aborted = context.RequestAborted;
        context.RequestAborted = ended.Token;
        try
        {
            await next(context);
        }
        finally
        {
            context.RequestAborted = aborted;
        }
    }
}
