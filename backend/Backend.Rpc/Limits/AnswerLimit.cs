using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace LocalEnergyMarket.Backend.Rpc.Limits;

/// <summary>
/// How long an answer may wait to be read. The web server holds its rate against a socket that does not take bytes, but not against a caller who
/// takes them and gives its stream no window: the call of that one is cut here.
/// </summary>
sealed class AnswerLimit(LimitOptions limits)
{
    /// <summary>What every caller's first window takes (RFC 9113, section 6.9.2).</summary>
    const int AlwaysFits = 32 << 10;

    public TimeSpan TimeFor<T>(T message) =>
        TimeSpan.FromSeconds(limits.SlowSeconds) + TimeSpan.FromSeconds((double)SizeOf(message) / limits.BytesPerSecond);

    /// <summary>Of a single answer, which is written when the service has returned it.</summary>
    public void Watch<T>(T message, HttpContext call)
    {
        if (SizeOf(message) <= AlwaysFits)
        {
            return;
        }

        var limit = new CancellationTokenSource(TimeFor(message));
        limit.Token.UnsafeRegister(static call => ((HttpContext)call!).Abort(), call);
        call.Response.RegisterForDispose(limit);
    }

    static int SizeOf<T>(T message) => (message as IMessage)?.CalculateSize() ?? 0;
}

/// <summary>A stream of answers in which each must be read in time.</summary>
sealed class AnswerLimitWriter<T>(IServerStreamWriter<T> inner, AnswerLimit limit, HttpContext call) : IServerStreamWriter<T>
{
    public WriteOptions? WriteOptions
    {
        get => inner.WriteOptions;
        set => inner.WriteOptions = value;
    }

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    /// <exception cref="RpcException">DEADLINE_EXCEEDED: the caller does not read; its call has been cut.</exception>
    public Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        var written = inner.WriteAsync(message, cancellationToken);
        return written.IsCompleted ? written : WaitAsync(written, message);
    }

    async Task WaitAsync(Task written, T message)
    {
        try
        {
            await written.WaitAsync(limit.TimeFor(message), CancellationToken.None);
        }
        catch (TimeoutException)
        {
            call.Abort();
            throw new RpcException(new(StatusCode.DeadlineExceeded, "The answer was not read in time."));
        }
    }
}
