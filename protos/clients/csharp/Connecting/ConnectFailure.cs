using LocalEnergyMarket.Client.Trust;

namespace LocalEnergyMarket.Client.Connecting;

/// <summary>Why no connection to an address came about.</summary>
sealed record ConnectFailure(Uri Address, Exception Cause)
{
    /// <summary>What went wrong before anything of a call was sent, or null if it is not known that nothing was.</summary>
    public static ConnectFailure? Of(Uri address, Exception exception, CancellationToken cancellation) => exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError }
            => new(address, exception),
        // A connection that takes too long is reported as a cancellation, which is not the caller's.
        OperationCanceledException { InnerException: TimeoutException } when !cancellation.IsCancellationRequested => new(address, exception),
        _ => null,
    };

    /// <summary>For the gRPC client: UNAVAILABLE, if it may be otherwise at the next try.</summary>
    public static HttpRequestException Exception(IReadOnlyList<ConnectFailure> failures)
    {
        var message = "No backend can be reached: " + string.Join("; ", failures.Select(failure => $"{failure.Address}: {failure.Sentence}"));
        return failures.All(failure => failure.Untrusted is not null)
            ? new(HttpRequestError.SecureConnectionError, message, new UntrustedCertificateException(message, failures[0].Untrusted))
            : new(HttpRequestError.ConnectionError, message, new NoBackendException(message, failures[0].Cause));
    }

    /// <summary>
    /// A connection that the server ended under a call, for the gRPC client: UNAVAILABLE, which it takes only from failed input or output. What it would find in
    /// <paramref name="cause"/> (nothing, or NO_ERROR after a GOAWAY) it takes for INTERNAL. Null if the cause is another.
    /// </summary>
    public static HttpRequestException? Lost(Uri address, HttpRequestException cause)
    {
        if (cause.InnerException is not (null or HttpProtocolException { ErrorCode: 0 }))
        {
            return null;
        }

        var message = $"{address}: {cause.Message}";
        return new(cause.HttpRequestError, message, new IOException(message));
    }

    UntrustedCertificateException? Untrusted => Causes.OfType<UntrustedCertificateException>().FirstOrDefault();

    string Sentence => Untrusted?.Message ?? (Causes.Any(cause => cause is TimeoutException) ? "it does not answer in time" : Causes.Last().Message.TrimEnd('.'));

    IEnumerable<Exception> Causes
    {
        get
        {
            for (var cause = Cause; cause is not null; cause = cause.InnerException)
            {
                yield return cause;
            }
        }
    }
}

/// <summary>None of the addresses could be connected to; the message says why for each.</summary>
sealed class NoBackendException(string message, Exception? inner) : IOException(message, inner);
