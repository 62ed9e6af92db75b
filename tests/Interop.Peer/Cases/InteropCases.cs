namespace LocalEnergyMarket.Interop.Peer.Cases;

/// <summary>The cases of gRPC's interoperability tests (grpc/grpc, doc/interop-test-descriptions.md), by their published names.</summary>
public static class InteropCases
{
    /// <summary>What a broken peer may cost. Nothing waits for it otherwise.</summary>
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    static readonly Dictionary<string, Func<InteropClient, CancellationToken, Task>> Published = new(StringComparer.Ordinal)
    {
        ["empty_unary"] = PlainCases.EmptyUnaryAsync,
        ["large_unary"] = PlainCases.LargeUnaryAsync,
        ["client_streaming"] = PlainCases.ClientStreamingAsync,
        ["server_streaming"] = PlainCases.ServerStreamingAsync,
        ["ping_pong"] = PlainCases.PingPongAsync,
        ["empty_stream"] = PlainCases.EmptyStreamAsync,
        ["custom_metadata"] = StatusCases.CustomMetadataAsync,
        ["status_code_and_message"] = StatusCases.StatusCodeAndMessageAsync,
        ["special_status_message"] = StatusCases.SpecialStatusMessageAsync,
        ["unimplemented_method"] = StatusCases.UnimplementedMethodAsync,
        ["unimplemented_service"] = StatusCases.UnimplementedServiceAsync,
        ["cancel_after_begin"] = EndingCases.CancelAfterBeginAsync,
        ["cancel_after_first_response"] = EndingCases.CancelAfterFirstResponseAsync,
        ["timeout_on_sleeping_server"] = EndingCases.TimeoutOnSleepingServerAsync,
        ["client_compressed_unary"] = (client, cancellation) => CompressionCases.ClientUnaryAsync(client, probe: true, cancellation),
        ["client_compressed_streaming"] = (client, cancellation) => CompressionCases.ClientStreamingAsync(client, probe: true, cancellation),
        ["server_compressed_unary"] = CompressionCases.ServerUnaryAsync,
        ["server_compressed_streaming"] = CompressionCases.ServerStreamingAsync,
    };

    /// <summary>For servers that cannot see whether a request came compressed, and so cannot refuse the probe.</summary>
    static readonly Dictionary<string, Func<InteropClient, CancellationToken, Task>> WithoutProbe = new(StringComparer.Ordinal)
    {
        ["client_compressed_unary_noprobe"] = (client, cancellation) => CompressionCases.ClientUnaryAsync(client, probe: false, cancellation),
        ["client_compressed_streaming_noprobe"] = (client, cancellation) => CompressionCases.ClientStreamingAsync(client, probe: false, cancellation),
    };

    /// <summary>The published names.</summary>
    public static IReadOnlyCollection<string> Names => Published.Keys;

    /// <summary>Runs one case over a connection of its own.</summary>
    /// <exception cref="InteropException">The server did not do what the case demands.</exception>
    public static async Task RunAsync(string name, Uri server, CancellationToken cancellation)
    {
        if (!Published.TryGetValue(name, out var run) && !WithoutProbe.TryGetValue(name, out run))
        {
            throw new ArgumentException($"'{name}' is not a case; the cases are {string.Join(", ", Published.Keys.Concat(WithoutProbe.Keys))}", nameof(name));
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Limit);
        using var client = new InteropClient(server);
        await run(client, limit.Token);
    }
}
