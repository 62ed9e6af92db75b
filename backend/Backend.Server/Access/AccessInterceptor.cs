using Grpc.Core;
using Grpc.Core.Interceptors;

namespace LocalEnergyMarket.Backend.Server.Access;

/// <summary>Lets a call through if its caller is known and its role may make it.</summary>
sealed class AccessInterceptor(CallerFile callers) : Interceptor
{
    const string Scheme = "Bearer ";

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Admit(context);
        return continuation(request, context);
    }

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Admit(context);
        return continuation(requestStream, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Admit(context);
        return continuation(request, responseStream, context);
    }

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Admit(context);
        return continuation(requestStream, responseStream, context);
    }

    void Admit(ServerCallContext context)
    {
        if (AccessRules.IsOpen(context.Method))
        {
            return;
        }

        var header = context.RequestHeaders.GetValue("authorization") ?? "";
        var caller = header.StartsWith(Scheme, StringComparison.Ordinal) ? callers.Find(header[Scheme.Length..]) : null;
        if (caller is null)
        {
            throw new RpcException(new(StatusCode.Unauthenticated, "Show who you are: the header 'authorization: Bearer …' with a token from the supplier."));
        }

        if (!AccessRules.Allows(context.Method, caller.Role))
        {
            throw new RpcException(new(StatusCode.PermissionDenied, $"A caller in the role {caller.Role} may not call {context.Method}."));
        }

        context.UserState[typeof(Caller)] = caller;
    }
}

static class CallerOfCall
{
    /// <summary>Who makes this call; the interceptor has let nobody else in.</summary>
    public static Caller Caller(this ServerCallContext context) => (Caller)context.UserState[typeof(Caller)];

    /// <exception cref="RpcException">PERMISSION_DENIED: a customer asks for what is another's.</exception>
    public static void MustBe(this ServerCallContext context, string customerId)
    {
        if (context.Caller() is { Role: Role.Customer } caller && caller.CustomerId != customerId)
        {
            throw new RpcException(new(StatusCode.PermissionDenied, $"You are {caller.CustomerId}; this is for {customerId} alone."));
        }
    }
}
