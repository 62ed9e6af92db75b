namespace LocalEnergyMarket.Client.Errors;

/// <summary>INVALID_ARGUMENT, OUT_OF_RANGE: the request is wrong as it stands. The same request is wrong again.</summary>
public sealed class InvalidRequestException : LemException
{
    internal InvalidRequestException(Failure failure)
        : base(failure) => Violations = [.. failure.Details.BadRequest?.FieldViolations.Select(v => new FieldViolation(v.Field, v.Description, v.Reason)) ?? []];

    /// <summary>Which fields are wrong; empty if the backend names none.</summary>
    public IReadOnlyList<FieldViolation> Violations { get; }
}

/// <param name="Field">Path in the request, for example <c>unit_numbers[2]</c>.</param>
/// <param name="Description">What is wrong, and what would be right.</param>
/// <param name="Reason">Why, as a constant; may be empty.</param>
public sealed record FieldViolation(string Field, string Description, string Reason);

/// <summary>NOT_FOUND: there is none, or none yet.</summary>
public sealed class NotFoundException : LemException
{
    internal NotFoundException(Failure failure)
        : base(failure) => (ResourceType, ResourceName) = (failure.Details.Resource?.ResourceType ?? "", failure.Details.Resource?.ResourceName ?? "");

    /// <summary>The kind of what is missing; empty if the backend does not say.</summary>
    public string ResourceType { get; }

    /// <summary>Its id; empty if the backend does not say.</summary>
    public string ResourceName { get; }
}

/// <summary>FAILED_PRECONDITION: the request is right, the state of things is not: a closed gate, a price that is too low, a cap. <see cref="LemException.Reason"/> says which.</summary>
public sealed class PreconditionException : LemException
{
    internal PreconditionException(Failure failure)
        : base(failure) => Violations = [.. failure.Details.Precondition?.Violations.Select(v => new PreconditionViolation(v.Type, v.Subject, v.Description)) ?? []];

    public IReadOnlyList<PreconditionViolation> Violations { get; }
}

/// <param name="Type">The kind of condition, as a constant.</param>
/// <param name="Subject">What does not meet it.</param>
/// <param name="Description">What to do about it.</param>
public sealed record PreconditionViolation(string Type, string Subject, string Description);

/// <summary>ABORTED, ALREADY_EXISTS: somebody else was there first. Look again, then decide again.</summary>
public sealed class ConflictException : LemException
{
    internal ConflictException(Failure failure)
        : base(failure)
    {
    }
}

/// <summary>UNAUTHENTICATED: the backend does not know the token.</summary>
public sealed class UnauthenticatedException : LemException
{
    internal UnauthenticatedException(Failure failure)
        : base(failure)
    {
    }
}

/// <summary>PERMISSION_DENIED: the caller is known and may not do this.</summary>
public sealed class PermissionDeniedException : LemException
{
    internal PermissionDeniedException(Failure failure)
        : base(failure)
    {
    }
}

/// <summary>RESOURCE_EXHAUSTED: the caller is over a limit. <see cref="LemException.RetryDelay"/> says for how long; without one the request itself is too large.</summary>
public sealed class RateLimitedException : LemException
{
    internal RateLimitedException(Failure failure)
        : base(failure) => Violations = [.. failure.Details.Quota?.Violations.Select(v => new QuotaViolation(v.Subject, v.Description)) ?? []];

    public IReadOnlyList<QuotaViolation> Violations { get; }
}

/// <param name="Subject">Whose limit it is.</param>
/// <param name="Description">What the limit is.</param>
public sealed record QuotaViolation(string Subject, string Description);

/// <summary>UNAVAILABLE: no backend could be reached, or the one reached does not serve now. It may be well soon.</summary>
public sealed class UnavailableException : LemException
{
    internal UnavailableException(Failure failure)
        : base(failure)
    {
    }
}

/// <summary>DEADLINE_EXCEEDED: no answer came in time. What the call should do may have happened.</summary>
public sealed class DeadlineException : LemException
{
    internal DeadlineException(Failure failure)
        : base(failure)
    {
    }
}

/// <summary>No address has a certificate that is accepted; the message says for each what is wrong with it. Nothing was sent.</summary>
public sealed class UntrustedServerException : LemException
{
    internal UntrustedServerException(Failure failure)
        : base(failure)
    {
    }
}
