namespace LocalEnergyMarket.Backend.Registry.Claims;

/// <summary>A customer says that a unit is its own, and knows its operator's number.</summary>
/// <param name="ValidUntil">Until when a code must have been issued.</param>
public sealed record UnitClaimed(string CustomerId, string UnitNumber, string OperatorNumber, DateTimeOffset ValidUntil, Actor? By = null) : IRecorded;

/// <summary>A code for the letter was issued; one before it is void. Only its salted hash is kept.</summary>
/// <param name="Attempts">How often it may be tried.</param>
public sealed record OwnershipCodeIssued(byte[] Salt, byte[] Hash, DateTimeOffset ValidUntil, int Attempts, Actor? By = null) : IRecorded;

/// <summary>A wrong code was given.</summary>
public sealed record WrongCodeGiven(Actor? By = null) : IRecorded;

/// <summary>The customer had the code.</summary>
public sealed record OwnershipProven(Actor? By = null) : IRecorded;

/// <summary>The unit is the customer's.</summary>
/// <param name="ContractId">The contract that it came into; null: none.</param>
public sealed record ClaimApproved(string Reason, Guid? ContractId, Actor? By = null) : IRecorded;

/// <summary>It is not.</summary>
public sealed record ClaimRejected(string Reason, Actor? By = null) : IRecorded;

/// <summary>Nobody went on with it in time.</summary>
public sealed record ClaimExpired(Actor? By = null) : IRecorded;

/// <summary>The customer or staff has withdrawn it.</summary>
public sealed record ClaimWithdrawn(Actor? By = null) : IRecorded;
