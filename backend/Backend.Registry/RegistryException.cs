namespace LocalEnergyMarket.Backend.Registry;

/// <summary>Why the register refuses a request.</summary>
public enum RegistryError
{
    // Something in the request is malformed.
    CustomerIdInvalid,
    BalancingGroupMissing,
    LabelInvalid,
    MeterInvalid,
    RevocationReasonInvalid,
    ExchangeInvalid,
    ReasonInvalid,
    LinkTimeInvalid,
    EicInvalid,
    ContractInvalid,
    RoleInvalid,

    // What the request names does not exist.
    UnitUnknown,
    BoxUnknown,
    MeterUnknown,
    CustomerUnknown,
    BalancingGroupUnknown,
    ContractUnknown,
    SubjectUnknown,
    ClaimUnknown,
    NothingKnown,

    // The request contradicts what is registered.
    UnitTaken,
    MeterTaken,
    MeterNotLinked,
    BoxRevoked,
    MeterRetired,
    BalancingGroupConflict,
    IdTaken,
    ContractOverlaps,
    ContractNotChangeable,
    LastOperator,
    UnitClaimedByAnother,
    OperatorDiffers,
    UnitDeactivated,
    ClaimStateWrong,
    OwnershipCodeExpired,
    OwnershipCodeBlocked,

    // The caller has not shown what is needed.
    EnrollmentCodeUnknown,
    EnrollmentCodeUsed,
    EnrollmentUnknown,
    TpmRevoked,
    TpmTaken,
    SigningKeyUsed,
    OwnershipCodeWrong,
}

/// <summary>A request to the register that cannot be carried out; the message says what, where, and what to do.</summary>
/// <param name="error">Why.</param>
/// <param name="subject">Which unit, box, meter, … it is about; "" if none.</param>
/// <param name="message">For people.</param>
public sealed class RegistryException(RegistryError error, string subject, string message) : Exception(message)
{
    public RegistryError Error => error;

    public string Subject => subject;
}
