using System.Collections.Concurrent;
using Grpc.Core;

namespace LocalEnergyMarket.Client.Tests.Servers;

/// <summary>What a server does with the calls that come, and what it saw of them.</summary>
sealed class Script(string name)
{
    public int Connections;

    /// <summary>Released for each connection that ends.</summary>
    public SemaphoreSlim Ended { get; } = new(0);

    public string Name => name;

    /// <summary>Taken in order, one for each call that comes; then calls succeed.</summary>
    public ConcurrentQueue<RpcException> Failures { get; } = new();

    /// <summary>If set, every call fails with it.</summary>
    public RpcException? Always { get; set; }

    /// <summary>The method and the headers of each call that came.</summary>
    public ConcurrentQueue<(string Method, Metadata Headers)> Calls { get; } = new();

    public void Enter(ServerCallContext context)
    {
        Calls.Enqueue((context.Method, context.RequestHeaders));
        if (Always is not null)
        {
            throw Always;
        }

        if (Failures.TryDequeue(out var failure))
        {
            throw failure;
        }
    }
}
