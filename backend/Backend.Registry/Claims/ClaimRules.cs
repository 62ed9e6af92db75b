using LocalEnergyMarket.Backend.Registry.Meters;

namespace LocalEnergyMarket.Backend.Registry.Claims;

/// <summary>What may happen to claims: claimed, code issued, proven, and approved or rejected; expired or withdrawn on the way.</summary>
public static class ClaimRules
{
    /// <summary>A unit is claimed.</summary>
    /// <param name="claimed">What is wanted.</param>
    /// <param name="registeredOperator">Whom the MaStR names as the unit's operator; empty: nobody.</param>
    /// <param name="deactivated">Why the unit is out of operation in the MaStR; empty: it is not.</param>
    /// <param name="others">The claims on the unit.</param>
    /// <param name="now">When.</param>
    public static IReadOnlyList<object> Claim(UnitClaimed claimed, string registeredOperator, string deactivated, IEnumerable<UnitClaim> others, DateTimeOffset now)
    {
        if (registeredOperator.Length == 0 || !string.Equals(registeredOperator, claimed.OperatorNumber, StringComparison.Ordinal))
        {
            throw new RegistryException(
                RegistryError.OperatorDiffers, claimed.UnitNumber,
                $"{claimed.OperatorNumber} is not the operator of {claimed.UnitNumber} in the MaStR: look at the plant's registration; if the operator has changed, change it in the MaStR first.");
        }

        if (deactivated.Length > 0)
        {
            throw new RegistryException(RegistryError.UnitDeactivated, claimed.UnitNumber, $"The unit {claimed.UnitNumber} is {deactivated} (MaStR): it cannot be claimed.");
        }

        return others.FirstOrDefault(other => other.IsOpen && !other.HasLapsed(now)) is { } open
            ? throw new RegistryException(
                RegistryError.UnitClaimedByAnother, claimed.UnitNumber,
                open.CustomerId == claimed.CustomerId
                    ? $"You have claimed {claimed.UnitNumber} already (claim {open.Id}): go on with that claim, or withdraw it."
                    : $"Somebody else has claimed {claimed.UnitNumber}: ask the supplier.")
            : [claimed];
    }

    /// <summary>A code is issued; the one before is void.</summary>
    public static IReadOnlyList<object> IssueCode(UnitClaim claim, OwnershipCodeIssued issued) =>
        claim.State is ClaimState.Claimed or ClaimState.CodeIssued ? [issued] : throw WrongState(claim, "no code is issued for it");

    /// <summary>The customer shows a code.</summary>
    /// <param name="claim">The claim, which has not lapsed.</param>
    /// <param name="matches">Whether the code is the one that was issued; asked only if there is one.</param>
    /// <param name="by">Who.</param>
    public static IReadOnlyList<object> Confirm(UnitClaim claim, Func<byte[], byte[], bool> matches, Actor by) =>
        claim is not { State: ClaimState.CodeIssued, CodeSalt: { } salt, CodeHash: { } hash } ? throw WrongState(claim, "there is no code to be confirmed")
        : claim.AttemptsLeft <= 0 ? throw new RegistryException(
            RegistryError.OwnershipCodeBlocked, $"{claim.Id}", "The code was tried too often and is void: ask the supplier for another one.")
        : matches(salt, hash) ? [new OwnershipProven(by)] : [new WrongCodeGiven(by)];

    /// <summary>Staff, or the rule, decides.</summary>
    public static IReadOnlyList<object> Review(UnitClaim claim, bool approve, string reason, Guid? contractId, Actor by)
    {
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > MeterRules.LongestReason)
        {
            throw new RegistryException(RegistryError.ReasonInvalid, "reason", $"Say why, in 1 to {MeterRules.LongestReason} characters.");
        }

        return (approve, claim.State) switch
        {
            (true, ClaimState.Proven) => [new ClaimApproved(reason.Trim(), contractId, by)],
            (true, ClaimState.Approved) or (false, ClaimState.Rejected) => [],
            (true, _) => throw WrongState(claim, "only a proven claim is approved"),
            (false, _) when claim.IsOpen => [new ClaimRejected(reason.Trim(), by)],
            _ => throw WrongState(claim, "it is not decided again"),
        };
    }

    /// <summary>The claim is withdrawn.</summary>
    public static IReadOnlyList<object> Withdraw(UnitClaim claim, Actor by) => claim switch
    {
        { State: ClaimState.Withdrawn } => [],
        { IsOpen: true } => [new ClaimWithdrawn(by)],
        _ => throw WrongState(claim, "it is not withdrawn any more"),
    };

    /// <summary>What has lapsed is expired.</summary>
    public static IReadOnlyList<object> Lapse(UnitClaim claim, DateTimeOffset now) => claim.HasLapsed(now) ? [new ClaimExpired(Actor.Rule)] : [];

    static RegistryException WrongState(UnitClaim claim, string therefore) => new(
        RegistryError.ClaimStateWrong, $"{claim.Id}", $"The claim {claim.Id} is {Said(claim.State)}: {therefore}.");

    static string Said(ClaimState state) => state switch
    {
        ClaimState.Claimed => "made, and no code was issued yet",
        ClaimState.CodeIssued => "waiting for the code from the letter",
        ClaimState.Proven => "proven already",
        ClaimState.Approved => "approved already",
        ClaimState.Rejected => "rejected",
        ClaimState.Expired => "expired",
        _ => "withdrawn",
    };
}
