namespace LocalEnergyMarket.Backend.Registry.Claims;

/// <summary>How far a claim is.</summary>
public enum ClaimState
{
    Claimed,
    CodeIssued,
    Proven,
    Approved,
    Rejected,
    Expired,
    Withdrawn,
}

/// <summary>A claim as its events have it.</summary>
/// <param name="ValidUntil">Null: it waits for staff, or is closed.</param>
/// <param name="CodeSalt">Null: there is no code; as <paramref name="CodeHash"/>.</param>
public sealed record UnitClaim(
    Guid Id, string CustomerId, string UnitNumber, string OperatorNumber, ClaimState State, DateTimeOffset ClaimedAt, DateTimeOffset? ValidUntil, byte[]? CodeSalt, byte[]? CodeHash,
    int AttemptsLeft, DateTimeOffset? ClosedAt, string Reason)
{
    public bool IsOpen => State is ClaimState.Claimed or ClaimState.CodeIssued or ClaimState.Proven;

    public bool HasLapsed(DateTimeOffset now) => IsOpen && ValidUntil <= now;

    /// <summary>As it is to be shown: what has lapsed is expired, before anybody writes it down.</summary>
    public UnitClaim AsOf(DateTimeOffset now) => HasLapsed(now) ? Closed(ClaimState.Expired, ValidUntil!.Value, "") : this;

    public static UnitClaim Of(Guid id, UnitClaimed claimed, DateTimeOffset at) =>
        new(id, claimed.CustomerId, claimed.UnitNumber, claimed.OperatorNumber, ClaimState.Claimed, at, claimed.ValidUntil, null, null, 0, null, "");

    public UnitClaim With(OwnershipCodeIssued issued) => this with
    {
        State = ClaimState.CodeIssued, ValidUntil = issued.ValidUntil, CodeSalt = issued.Salt, CodeHash = issued.Hash, AttemptsLeft = issued.Attempts,
    };

    public UnitClaim WithWrongCode() => this with { AttemptsLeft = AttemptsLeft - 1 };

    public UnitClaim Proven() => this with { State = ClaimState.Proven, ValidUntil = null, CodeSalt = null, CodeHash = null, AttemptsLeft = 0 };

    public UnitClaim Closed(ClaimState state, DateTimeOffset at, string reason) => this with
    {
        State = state, ValidUntil = null, CodeSalt = null, CodeHash = null, AttemptsLeft = 0, ClosedAt = at, Reason = reason,
    };
}
