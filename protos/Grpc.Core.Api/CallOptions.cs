namespace Grpc.Core;

/// <summary>Options of one call. Immutable: every With… makes a changed copy.</summary>
/// <param name="headers">Metadata sent before the first message.</param>
/// <param name="deadline">Instant (UTC) after which the call fails with <see cref="StatusCode.DeadlineExceeded"/>; null waits for ever.</param>
/// <param name="cancellationToken">Cancels the call.</param>
/// <param name="writeOptions">How requests are written.</param>
/// <param name="propagationToken">The server call on whose behalf this one is made.</param>
/// <param name="credentials">Credentials of this call alone; they need a secure channel.</param>
public struct CallOptions(
    Metadata? headers = null,
    DateTime? deadline = null,
    CancellationToken cancellationToken = default,
    WriteOptions? writeOptions = null,
    ContextPropagationToken? propagationToken = null,
    CallCredentials? credentials = null)
{
    /// <summary>Metadata sent before the first message.</summary>
    public Metadata? Headers { get; private set; } = headers;

    /// <summary>Instant (UTC) at which the call fails.</summary>
    public DateTime? Deadline { get; private set; } = deadline;

    /// <summary>Cancels the call.</summary>
    public CancellationToken CancellationToken { get; private set; } = cancellationToken;

    /// <summary>How requests are written.</summary>
    public WriteOptions? WriteOptions { get; private set; } = writeOptions;

    /// <summary>The server call on whose behalf this one is made.</summary>
    public ContextPropagationToken? PropagationToken { get; private set; } = propagationToken;

    /// <summary>Credentials of this call alone.</summary>
    public CallCredentials? Credentials { get; private set; } = credentials;

    /// <summary>Whether the call waits for the connection instead of failing while there is none.</summary>
    public bool IsWaitForReady { get; private set; }

    public readonly CallOptions WithHeaders(Metadata headers) => this with { Headers = headers };

    public readonly CallOptions WithDeadline(DateTime deadline) => this with { Deadline = deadline };

    public readonly CallOptions WithCancellationToken(CancellationToken cancellationToken) => this with { CancellationToken = cancellationToken };

    public readonly CallOptions WithWriteOptions(WriteOptions writeOptions) => this with { WriteOptions = writeOptions };

    public readonly CallOptions WithPropagationToken(ContextPropagationToken propagationToken) => this with { PropagationToken = propagationToken };

    public readonly CallOptions WithCredentials(CallCredentials credentials) => this with { Credentials = credentials };

    public readonly CallOptions WithWaitForReady(bool waitForReady = true) => this with { IsWaitForReady = waitForReady };
}
