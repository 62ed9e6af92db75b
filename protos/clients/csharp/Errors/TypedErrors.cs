using Grpc.Core;
using LocalEnergyMarket.Client.Connecting;
using LocalEnergyMarket.Client.Trust;

namespace LocalEnergyMarket.Client.Errors;

/// <summary>From gRPC's one exception to those that callers tell apart.</summary>
static class TypedErrors
{
    public static LemException Of(RpcException exception, string method, string requestId)
    {
        var details = exception.Trailers.GetValueBytes(ErrorDetails.HeaderName) is { } bytes ? ErrorDetails.Parse(bytes) : ErrorDetails.None;
        var cause = Cause(exception);
        var failure = new Failure(exception, cause?.Message ?? exception.Status.Detail, method, details.Request?.RequestId is { Length: > 0 } id ? id : requestId, details);
        return cause is UntrustedCertificateException ? new UntrustedServerException(failure) : exception.StatusCode switch
        {
            StatusCode.InvalidArgument or StatusCode.OutOfRange => new InvalidRequestException(failure),
            StatusCode.NotFound => new NotFoundException(failure),
            StatusCode.FailedPrecondition => new PreconditionException(failure),
            StatusCode.Aborted or StatusCode.AlreadyExists => new ConflictException(failure),
            StatusCode.Unauthenticated => new UnauthenticatedException(failure),
            StatusCode.PermissionDenied => new PermissionDeniedException(failure),
            StatusCode.ResourceExhausted => new RateLimitedException(failure),
            StatusCode.Unavailable => new UnavailableException(failure),
            StatusCode.DeadlineExceeded => new DeadlineException(failure),
            _ => new LemException(failure),
        };
    }

    /// <summary>Why no connection came about, in this library's words; null if there was one.</summary>
    static Exception? Cause(RpcException exception)
    {
        var cause = exception.Status.DebugException;
        while (cause is not null and not NoBackendException and not UntrustedCertificateException)
        {
            cause = cause.InnerException;
        }

        return cause;
    }
}
