using Grpc.Core;
using LocalEnergyMarket.Backend.Rpc.Calls;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Backend.Rpc.Errors;

/// <summary>Turns whatever went wrong into what the caller is told: bad input is explained, everything else keeps its details to the log.</summary>
sealed partial class Explanations(IEnumerable<IRefusalSource> sources, ILogger<Explanations> log)
{
    readonly IRefusalSource[] _sources = [.. sources];

    /// <param name="exception">What was thrown.</param>
    /// <param name="call">In which call.</param>
    /// <param name="ended">Whether the caller has gone or the call's time is over.</param>
    public RpcException Explain(Exception exception, Call call, bool ended) => exception switch
    {
        RefusalException refusal => refusal.ToRpcException(call.RequestId),
        RpcException plain => Complete(plain, call.RequestId),
        OperationCanceledException or IOException when ended || IsLost(exception) => Refusal.Cancelled().ToRpcException(call.RequestId),
        _ => (FromSource(exception, call) ?? Unexpected(exception, call)).ToRpcException(call.RequestId),
    };

    /// <summary>Whether the connection went under the call, which the call may learn before its cancellation does.</summary>
    static bool IsLost(Exception exception) =>
        exception is ConnectionAbortedException or ConnectionResetException || exception is IOException { InnerException: ConnectionAbortedException or ConnectionResetException };

    /// <summary>A standard service's own errors, and those of the transport.</summary>
    static RpcException Complete(RpcException plain, string requestId)
    {
        if (plain.Trailers.Get(ErrorDetails.Trailer) is not null)
        {
            return plain;
        }

        var trailers = new Metadata { { ErrorDetails.Trailer, plain.Status.ToBytes(requestId) } };
        foreach (var entry in plain.Trailers)
        {
            trailers.Add(entry);
        }

        return new(plain.Status.Short(), trailers);
    }

    RefusalException? FromSource(Exception exception, Call call)
    {
        foreach (var source in _sources)
        {
            if (source.Explain(exception, call.Path) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    RefusalException Unexpected(Exception exception, Call call)
    {
        LogUnexpected(call.Path, exception);
        return Refusal.Internal(call.RequestId);
    }

    [LoggerMessage(1, LogLevel.Error, "{Method} failed")]
    partial void LogUnexpected(string method, Exception exception);
}
