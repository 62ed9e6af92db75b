using System.Collections.Concurrent;
using LocalEnergyMarket.Backend.Rpc.Calls.Access;
using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Backend.Rpc.Telemetry;
using LocalEnergyMarket.Protos.V1;
using Microsoft.AspNetCore.Http;

namespace LocalEnergyMarket.Backend.Rpc.Calls.RateLimits;

/// <summary>Gives each caller its share: by its token, or by its address while it has shown none.</summary>
sealed class CallLimits(RpcOptions options, GuessedMethods guessed, RpcClock clock)
{
    readonly RateLimitOptions _options = options.RateLimits;
    readonly ConcurrentDictionary<string, CallBudget> _callers = new(StringComparer.Ordinal);
    readonly AddressBudgets _addresses = new(BudgetSize.Of(options.RateLimits.Address), options.RateLimits.MostAddresses, clock.Time);
    readonly AddressBudgets _guesses = new(BudgetSize.Of(options.RateLimits.Guess), options.RateLimits.MostAddresses, clock.Time);

    /// <summary>Takes the call from its caller's budget, until it is disposed of.</summary>
    /// <exception cref="RefusalException">RESOURCE_EXHAUSTED.</exception>
    public Taken Take(Call call, HttpContext context)
    {
        var budget = call.Caller is { } caller ? _callers.GetOrAdd(caller.Name, _ => BudgetOf(caller)) : _addresses.Of(context.Connection.RemoteIpAddress);
        Take(budget, call, Reason.TooManyCalls, "calls");
        if (!guessed.Contains(call.Path))
        {
            return new(budget, null);
        }

        var guesses = _guesses.Of(context.Connection.RemoteIpAddress);
        try
        {
            Take(guesses, call, Reason.TooManyTries, "tries");
            return new(budget, guesses);
        }
        catch (RefusalException)
        {
            budget.GiveBack();
            throw;
        }
    }

    static void Take(CallBudget budget, Call call, Reason reason, string what)
    {
        var answer = budget.Take(out var retryAfter);
        if (answer == BudgetAnswer.Granted)
        {
            return;
        }

        RpcTelemetry.RateLimited(call.Method?.Path.TrimStart('/') ?? "_OTHER");

        // What comes at once is no better than what comes a little later.
        var pause = retryAfter < TimeSpan.FromMilliseconds(10) ? TimeSpan.FromMilliseconds(10) : retryAfter;
        var subject = call.Caller is { } caller ? $"caller/{caller.Name}" : "address";
        throw answer == BudgetAnswer.TooManyOpen
            ? Refusal.Exhausted(
                Reason.TooManyOpenCalls, subject, pause, $"You have {budget.Size.Open} calls and streams open, and may not have more: end some first.")
            : Refusal.Exhausted(
                reason, subject, pause, $"Too many {what}: you may make {budget.Size.PerSecond:0.###} a second and save up to {budget.Size.Burst:0}. Go on in {pause.TotalSeconds:0.##} s.");
    }

    CallBudget BudgetOf(RpcCaller caller) => new(BudgetSize.Of(_options.Caller, _options.Factors.TryGetValue(caller.Role, out var factor) ? factor : 1), clock.Time);

    /// <summary>A call that was taken from a budget.</summary>
    public readonly struct Taken(CallBudget budget, CallBudget? guesses) : IDisposable
    {
        public void Dispose()
        {
            budget.GiveBack();
            guesses?.GiveBack();
        }
    }
}
