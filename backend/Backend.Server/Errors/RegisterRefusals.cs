using LocalEnergyMarket.Backend.Registry;
using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Errors;

/// <summary>What the register's refusals about meters, balancing groups, contracts, roles and claims mean to a caller.</summary>
static class RegisterRefusals
{
    public static RefusalException Explain(RegistryException refused) => refused.Error switch
    {
        RegistryError.ReasonInvalid => Refusal.InvalidField(Reason.ReasonNeeded, "reason", refused.Message),
        RegistryError.LinkTimeInvalid => Refusal.InvalidField(Reason.LinkTimeInvalid, "since", refused.Message),
        RegistryError.EicInvalid => Refusal.InvalidField(Reason.EicInvalid, "balancing_group", refused.Message),
        RegistryError.ContractInvalid => Refusal.InvalidField(Reason.ContractInvalid, refused.Subject, refused.Message),
        RegistryError.RoleInvalid => Refusal.InvalidField(Reason.RoleInvalid, refused.Subject, refused.Message),
        RegistryError.MeterUnknown => Refusal.NotFound(Reason.MeterUnknown, "meter", refused.Subject, refused.Message),
        RegistryError.CustomerUnknown => Refusal.NotFound(Reason.CustomerUnknown, "customer", refused.Subject, refused.Message),
        RegistryError.BalancingGroupUnknown => Refusal.NotFound(Reason.BalancingGroupUnknown, "balancing_group", refused.Subject, refused.Message),
        RegistryError.ContractUnknown => Refusal.NotFound(Reason.ContractUnknown, "contract", refused.Subject, refused.Message),
        RegistryError.SubjectUnknown => Refusal.NotFound(Reason.CallerUnknown, "caller", refused.Subject, refused.Message),
        RegistryError.ClaimUnknown => Refusal.NotFound(Reason.ClaimUnknown, "claim", refused.Subject, refused.Message),
        RegistryError.NothingKnown => Refusal.NotFound(Reason.NothingKnown, "object", refused.Subject, refused.Message),
        RegistryError.MeterRetired => Refusal.Precondition(Reason.MeterRetired, $"meter/{refused.Subject}", refused.Message),
        RegistryError.BalancingGroupConflict => Refusal.Precondition(Reason.BalancingGroupConflict, $"balancing_group/{refused.Subject}", refused.Message),
        RegistryError.IdTaken => Refusal.AlreadyExists(Reason.IdTaken, "id", refused.Subject, refused.Message),
        RegistryError.ContractOverlaps => Refusal.Precondition(Reason.ContractOverlaps, $"contract/{refused.Subject}", refused.Message),
        RegistryError.ContractNotChangeable => Refusal.Precondition(Reason.ContractNotChangeable, $"contract/{refused.Subject}", refused.Message),
        RegistryError.LastOperator => Refusal.Precondition(Reason.LastOperator, $"caller/{refused.Subject}", refused.Message),
        RegistryError.UnitClaimedByAnother => Refusal.Precondition(Reason.UnitClaimed, $"unit/{refused.Subject}", refused.Message),
        RegistryError.OperatorDiffers => Refusal.Precondition(Reason.OperatorDiffers, $"unit/{refused.Subject}", refused.Message),
        RegistryError.UnitDeactivated => Refusal.Precondition(Reason.UnitDeactivated, $"unit/{refused.Subject}", refused.Message),
        RegistryError.ClaimStateWrong => Refusal.Precondition(Reason.ClaimStateWrong, $"claim/{refused.Subject}", refused.Message),
        RegistryError.OwnershipCodeExpired => Refusal.Precondition(Reason.ClaimExpired, $"claim/{refused.Subject}", refused.Message),
        RegistryError.OwnershipCodeBlocked => Refusal.Precondition(Reason.OwnershipCodeBlocked, $"claim/{refused.Subject}", refused.Message),
        RegistryError.OwnershipCodeWrong => Refusal.Denied(Reason.OwnershipCodeWrong, refused.Message, ("attempts_left", refused.Subject)),
        _ => throw new ArgumentOutOfRangeException(nameof(refused), refused.Error, "The error has no reason."),
    };
}
