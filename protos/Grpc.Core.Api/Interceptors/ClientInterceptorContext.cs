namespace Grpc.Core.Interceptors;

/// <summary>A call on its way through interceptors.</summary>
public struct ClientInterceptorContext<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
    where TRequest : class
    where TResponse : class
{
    /// <summary>The method called.</summary>
    public Method<TRequest, TResponse> Method { get; } = method;

    /// <summary>The host named; null for the channel's.</summary>
    public string? Host { get; } = host;

    /// <summary>The call's options.</summary>
    public CallOptions Options { get; } = options;
}
