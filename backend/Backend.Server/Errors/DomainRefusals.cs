using LocalEnergyMarket.Backend.Attestation;
using LocalEnergyMarket.Backend.Forecasts;
using LocalEnergyMarket.Backend.Mastr;
using LocalEnergyMarket.Backend.Registry;
using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Errors;

/// <summary>What the exceptions of the register, the forecasts and the enrolment mean to a caller.</summary>
sealed class DomainRefusals : IRefusalSource
{
    public RefusalException? Explain(Exception exception, string method) => exception switch
    {
        RegistryException refused => Explain(refused),
        MastrException refused => Explain(refused),
        ForecastException refused => Refusal.Invalid(Reason.ForecastFileInvalid, refused.Message),
        AttestationException { Denied: true } refused => Refusal.Denied(ReasonOf(refused.Error), refused.Message),
        AttestationException refused => Refusal.Invalid(ReasonOf(refused.Error), refused.Message),
        _ => null,
    };

    static RefusalException Explain(MastrException refused) => refused.Error switch
    {
        MastrError.FileInvalid => Refusal.Invalid(Reason.MastrFileInvalid, refused.Message),
        MastrError.ImportRunning => Refusal.Precondition(Reason.MastrImportRunning, "mastr-import", refused.Message),
        _ => throw new ArgumentOutOfRangeException(nameof(refused), refused.Error, "The error has no reason."),
    };

    static RefusalException Explain(RegistryException refused) => refused.Error switch
    {
        RegistryError.CustomerIdInvalid => Refusal.InvalidField(Reason.CustomerIdInvalid, "customer_id", refused.Message),
        RegistryError.BalancingGroupMissing => Refusal.InvalidField(Reason.BalancingGroupMissing, "balancing_group", refused.Message),
        RegistryError.LabelInvalid => Refusal.InvalidField(Reason.LabelInvalid, "label", refused.Message),
        RegistryError.MeterInvalid => Refusal.InvalidField(Reason.MeterInvalid, "meter_serial", refused.Message),
        RegistryError.RevocationReasonInvalid => Refusal.InvalidField(Reason.RevocationReasonInvalid, "reason", refused.Message),
        RegistryError.ExchangeInvalid => Refusal.Invalid(Reason.ExchangeInvalid, refused.Message),
        RegistryError.TpmTaken => Refusal.Precondition(Reason.TpmTaken, "tpm", refused.Message),
        RegistryError.SigningKeyUsed => Refusal.Precondition(Reason.SigningKeyUsed, "signing_key", refused.Message),
        RegistryError.UnitUnknown => Refusal.NotFound(Reason.UnitUnknown, "unit", refused.Subject, refused.Message),
        RegistryError.BoxUnknown => Refusal.NotFound(Reason.BoxUnknown, "box", refused.Subject, refused.Message),
        RegistryError.UnitTaken => Refusal.Precondition(Reason.UnitTaken, $"unit/{refused.Subject}", refused.Message),
        RegistryError.MeterTaken => Refusal.Precondition(Reason.MeterTaken, $"meter/{refused.Subject}", refused.Message),
        RegistryError.MeterNotLinked => Refusal.Precondition(Reason.MeterNotLinked, $"box/{refused.Subject}", refused.Message),
        RegistryError.BoxRevoked => Refusal.Precondition(Reason.BoxRevoked, $"box/{refused.Subject}", refused.Message),
        RegistryError.TpmRevoked => Refusal.Denied(Reason.TpmRevoked, refused.Message),
        RegistryError.EnrollmentCodeUnknown => Refusal.Denied(Reason.EnrollmentCodeUnknown, refused.Message),
        RegistryError.EnrollmentCodeUsed => Refusal.Denied(Reason.EnrollmentCodeUsed, refused.Message),
        RegistryError.EnrollmentUnknown => Refusal.Denied(Reason.EnrollmentUnknown, refused.Message),
        _ => RegisterRefusals.Explain(refused),
    };

    static Reason ReasonOf(AttestationError error) => error switch
    {
        AttestationError.CodeUnreadable => Reason.EnrollmentCodeMalformed,
        AttestationError.EndorsementCertificateUnreadable => Reason.EndorsementCertificateUnreadable,
        AttestationError.EndorsementPublicUnreadable => Reason.EndorsementKeyUnreadable,
        AttestationError.SigningPublicUnreadable => Reason.SigningKeyUnreadable,
        AttestationError.EndorsementKeyKind or AttestationError.EndorsementKeyAttributes => Reason.EndorsementKeyUnfit,
        AttestationError.SigningKeyKind or AttestationError.SigningKeyAttributes => Reason.SigningKeyUnfit,
        AttestationError.SignatureInvalid => Reason.SignatureInvalid,
        AttestationError.EndorsementCertificateUsage or AttestationError.EndorsementCertificateIsAuthority or AttestationError.EndorsementCertificateKeyDiffers =>
            Reason.EndorsementCertificateUnfit,
        AttestationError.EndorsementCertificateUntrusted or AttestationError.SoftwareTpm => Reason.EndorsementCertificateUntrusted,
        AttestationError.SecretWrong => Reason.SecretWrong,
        _ => throw new ArgumentOutOfRangeException(nameof(error), error, "The error has no reason."),
    };
}
