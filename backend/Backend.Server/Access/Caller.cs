using Grpc.Core;
using LocalEnergyMarket.Backend.Registry;
using LocalEnergyMarket.Backend.Rpc.Calls;
using LocalEnergyMarket.Backend.Rpc.Calls.Access;
using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Access;

/// <summary>Who calls.</summary>
/// <param name="Name">For the log and for limits.</param>
/// <param name="CustomerId">The customer that a caller in the role <see cref="CallerRole.Customer"/> is.</param>
public sealed record Caller(string Name, CallerRole Role, string CustomerId) : RpcCaller(Name, Role)
{
    /// <summary>Whether the caller is this customer, or has a role that sees all.</summary>
    public bool MaySee(string customerId) => Role != CallerRole.Customer || CustomerId == customerId;

    /// <summary>Whether the caller may also know that it is this customer: the auditor sees all, but not whose it is.</summary>
    public bool MayName(string customerId) => MaySee(customerId) && Role != CallerRole.Auditor;
}

static class CallerOfCall
{
    /// <summary>Who makes this call; nobody else was let in.</summary>
    public static Caller Caller(this ServerCallContext context) => (Caller)context.Call().Caller!;

    /// <summary>The same, as the register's events name it.</summary>
    public static Actor Actor(this ServerCallContext context) => new(context.Caller().Name, context.Caller().Role.ToString());

    /// <exception cref="RefusalException">PERMISSION_DENIED: a customer asks for what is another's.</exception>
    public static void MustBe(this ServerCallContext context, string customerId)
    {
        if (context.Caller() is { Role: CallerRole.Customer } caller && caller.CustomerId != customerId)
        {
            throw Refusal.Denied(Reason.NotYours, $"You are {caller.CustomerId}; this is for {customerId} alone.");
        }
    }
}
