using Grpc.Core;
using LocalEnergyMarket.Backend.Rpc.Calls.Validation;
using LocalEnergyMarket.Backend.Rpc.Errors;

namespace LocalEnergyMarket.Backend.Rpc.Calls;

/// <summary>What every call passes between its message and its service, behind <see cref="CallDoor"/>: its messages are checked, its failures explained.</summary>
sealed class CallPassage(Explanations explanations) : CallInterceptor
{
    protected override async Task AroundAsync(ServerCallContext context, Func<Task> call)
    {
        var known = context.Call();
        known.Entered = true;
        try
        {
            await call();
        }
        catch (Exception e)
        {
            throw explanations.Explain(e, known, context.CancellationToken.IsCancellationRequested);
        }
    }

    protected override Action<object>? RequestsOf(ServerCallContext context) => RequestValidation.Of(context.Call().Method!);
}
