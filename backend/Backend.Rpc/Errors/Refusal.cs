using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Rpc.Errors;

/// <summary>
/// The refusals that there are, each with the status and the details that belong to it: <c>throw Refusal.NotFound(Reason.UnitUnknown, "unit", number, "…")</c>.
/// A message says what is wrong, where, and what to do; nothing of the inside.
/// </summary>
public static class Refusal
{
    static readonly TimeSpan SoonAgain = TimeSpan.FromMilliseconds(200);
    static readonly TimeSpan LaterAgain = TimeSpan.FromSeconds(2);

    /// <summary>INVALID_ARGUMENT.</summary>
    public static RefusalException Invalid(Reason reason, string message) => new(new(StatusCode.InvalidArgument, message), reason);

    /// <summary>INVALID_ARGUMENT with a BadRequest that names the field.</summary>
    public static RefusalException InvalidField(Reason reason, string field, string message) => new(
        new(StatusCode.InvalidArgument, message), reason,
        new BadRequest { FieldViolations = { new BadRequest.Types.FieldViolation { Field = field, Description = message, Reason = ReasonNames.Of(reason) } } });

    /// <summary>NOT_FOUND with a ResourceInfo.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="resource">The kind of what is not there: "unit".</param>
    /// <param name="name">Which one was asked for.</param>
    /// <param name="message">For people.</param>
    public static RefusalException NotFound(Reason reason, string resource, string name, string message) =>
        new(new(StatusCode.NotFound, message), reason, Resource(resource, name, message));

    /// <summary>ALREADY_EXISTS with a ResourceInfo.</summary>
    public static RefusalException AlreadyExists(Reason reason, string resource, string name, string message) =>
        new(new(StatusCode.AlreadyExists, message), reason, Resource(resource, name, message));

    /// <summary>FAILED_PRECONDITION with a PreconditionFailure.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="subject">What does not meet it: "offer/3f25…".</param>
    /// <param name="message">For people.</param>
    /// <param name="metadata">What programs need to do it better.</param>
    public static RefusalException Precondition(Reason reason, string subject, string message, params IEnumerable<(string Key, string Value)> metadata) => new(
        new(StatusCode.FailedPrecondition, message), reason,
        new PreconditionFailure { Violations = { new PreconditionFailure.Types.Violation { Type = ReasonNames.Of(reason), Subject = subject, Description = message } } })
    {
        Metadata = metadata.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal),
    };

    /// <summary>PERMISSION_DENIED.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="message">For people.</param>
    /// <param name="metadata">What programs need to do it better.</param>
    public static RefusalException Denied(Reason reason, string message, params IEnumerable<(string Key, string Value)> metadata) => new(new(StatusCode.PermissionDenied, message), reason)
    {
        Metadata = metadata.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal),
    };

    /// <summary>UNAUTHENTICATED.</summary>
    public static RefusalException Unauthenticated(Reason reason, string message) => new(new(StatusCode.Unauthenticated, message), reason);

    /// <summary>UNIMPLEMENTED.</summary>
    public static RefusalException Unimplemented(Reason reason, string message) => new(new(StatusCode.Unimplemented, message), reason);

    /// <summary>DEADLINE_EXCEEDED.</summary>
    public static RefusalException TooLate(Reason reason, string message) => new(new(StatusCode.DeadlineExceeded, message), reason);

    /// <summary>RESOURCE_EXHAUSTED without a RetryInfo: to try the same again is no use.</summary>
    public static RefusalException TooLarge(Reason reason, string message) => new(new(StatusCode.ResourceExhausted, message), reason);

    /// <summary>RESOURCE_EXHAUSTED with QuotaFailure and RetryInfo.</summary>
    public static RefusalException Exhausted(Reason reason, string subject, TimeSpan retryAfter, string message) => new(
        new(StatusCode.ResourceExhausted, message), reason,
        new QuotaFailure { Violations = { new QuotaFailure.Types.Violation { Subject = subject, Description = message } } }, Again(retryAfter));

    /// <summary>ABORTED with a RetryInfo: somebody else was first.</summary>
    public static RefusalException Aborted(Reason reason, string message) => new(new(StatusCode.Aborted, message), reason, Again(SoonAgain));

    /// <summary>UNAVAILABLE with a RetryInfo: what is needed cannot be reached.</summary>
    public static RefusalException Unavailable(Reason reason, string message) => new(new(StatusCode.Unavailable, message), reason, Again(LaterAgain));

    /// <summary>CANCELLED: the caller has gone.</summary>
    public static RefusalException Cancelled() => new(new(StatusCode.Cancelled, "The call was cancelled."), Reason.Cancelled);

    /// <summary>INTERNAL: says nothing but where to look.</summary>
    public static RefusalException Internal(string requestId) => new(
        new(StatusCode.Internal, $"Something went wrong inside; the log of the backend has the details under the request id {requestId}."), Reason.Internal);

    static ResourceInfo Resource(string type, string name, string message) => new() { ResourceType = type, ResourceName = name, Description = message };

    static RetryInfo Again(TimeSpan after) => new() { RetryDelay = Duration.FromTimeSpan(after) };
}
