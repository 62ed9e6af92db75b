namespace Grpc.Core;

/// <summary>How a call ended; the numbers are those of the gRPC status codes on the wire.</summary>
public enum StatusCode
{
    /// <summary>The call succeeded.</summary>
    OK = 0,

    /// <summary>The call was cancelled, as a rule by its caller.</summary>
    Cancelled = 1,

    /// <summary>The cause is not known, for example an exception the handler did not translate.</summary>
    Unknown = 2,

    /// <summary>The request is wrong whatever the state of the system.</summary>
    InvalidArgument = 3,

    /// <summary>The deadline passed before the call ended.</summary>
    DeadlineExceeded = 4,

    /// <summary>What was asked for does not exist.</summary>
    NotFound = 5,

    /// <summary>What was to be created exists.</summary>
    AlreadyExists = 6,

    /// <summary>The caller is known but may not do this.</summary>
    PermissionDenied = 7,

    /// <summary>A quota or a resource is used up.</summary>
    ResourceExhausted = 8,

    /// <summary>The system is not in a state that allows the call.</summary>
    FailedPrecondition = 9,

    /// <summary>The call lost against a concurrent one; it may be tried again from the start.</summary>
    Aborted = 10,

    /// <summary>The call reached past the valid range.</summary>
    OutOfRange = 11,

    /// <summary>The method is not offered here.</summary>
    Unimplemented = 12,

    /// <summary>An invariant of the server broke.</summary>
    Internal = 13,

    /// <summary>The server cannot be reached now; the call may be tried again.</summary>
    Unavailable = 14,

    /// <summary>Data is lost or damaged for good.</summary>
    DataLoss = 15,

    /// <summary>The caller did not prove who it is.</summary>
    Unauthenticated = 16,
}
