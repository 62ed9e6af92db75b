using Grpc.Core;

namespace LocalEnergyMarket.Client.Errors;

/// <summary>
/// A call failed. <see cref="Exception.Message"/> is what the backend says about it, in English, for developers; <see cref="Exception.InnerException"/> is the
/// <see cref="RpcException"/>. Each code that callers treat in a way of its own has a type of its own; all others are this one.
/// </summary>
public class LemException : Exception
{
    internal LemException(Failure failure)
        : base(failure.Message, failure.Exception)
    {
        (Code, Method, RequestId) = (failure.Exception.StatusCode, failure.Method, failure.RequestId);
        (Reason, Domain, RetryDelay) = (failure.Details.Info?.Reason ?? "", failure.Details.Info?.Domain ?? "", failure.Details.RetryDelay);
        Metadata = failure.Details.Info?.Metadata.ToDictionary(StringComparer.Ordinal) ?? [];
    }

    public StatusCode Code { get; }

    /// <summary>Why, as a constant that a program can act on, for example <c>GATE_CLOSED</c>; empty if the backend gives none (docs/rpc.md lists them).</summary>
    public string Reason { get; }

    /// <summary>Who defines the reason.</summary>
    public string Domain { get; }

    /// <summary>What the reason is about.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The method called, for example <c>/lem.v1.MarketService/PlaceOffer</c>.</summary>
    public string Method { get; }

    /// <summary>By what the call is found in the backend's log.</summary>
    public string RequestId { get; }

    /// <summary>How long to wait at least before the next try, if the backend says so.</summary>
    public TimeSpan? RetryDelay { get; }
}

/// <summary>What an exception is made of.</summary>
sealed record Failure(RpcException Exception, string Message, string Method, string RequestId, ErrorDetails Details);
