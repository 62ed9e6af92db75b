using LocalEnergyMarket.Backend.Registry.Meters;
using CallerRole = LocalEnergyMarket.Protos.V1.CallerRole;

namespace LocalEnergyMarket.Backend.Registry.Roles;

/// <summary>What may happen to roles: at least one caller that can show a token stays operator.</summary>
public static class RoleRules
{
    /// <summary>Somebody gets a role.</summary>
    /// <param name="granted">What is wanted.</param>
    /// <param name="all">Everybody's roles.</param>
    public static IReadOnlyList<object> Grant(RoleGranted granted, IReadOnlyCollection<SubjectRole> all)
    {
        CheckReason(granted.Reason);
        var known = Find(granted.Kind, granted.Name, all);
        if (granted.Role == CallerRole.Unspecified || granted.Role == CallerRole.Customer != granted.CustomerId.Length > 0)
        {
            throw new RegistryException(
                RegistryError.RoleInvalid, granted.Role == CallerRole.Unspecified ? "role" : "customer_id",
                granted.Role == CallerRole.Unspecified ? "Say which role." : "The role of a customer names the customer that it is, and no other role does.");
        }

        if (granted.Kind == SubjectKind.Caller && known?.Filed is null)
        {
            throw Unknown(granted.Kind, granted.Name);
        }

        if (known is not null && known.Role == granted.Role && known.CustomerId == granted.CustomerId)
        {
            return [];
        }

        CheckOperatorStays(known, granted.Role, all);
        return [granted];
    }

    /// <summary>Somebody loses its role.</summary>
    public static IReadOnlyList<object> Revoke(RoleRevoked revoked, IReadOnlyCollection<SubjectRole> all)
    {
        CheckReason(revoked.Reason);
        var known = Find(revoked.Kind, revoked.Name, all) ?? throw Unknown(revoked.Kind, revoked.Name);
        if (known.Role == CallerRole.Unspecified)
        {
            return [];
        }

        CheckOperatorStays(known, CallerRole.Unspecified, all);
        return [revoked];
    }

    /// <summary>
    /// What the access file says, taken over: callers that are new in it, whose line in it changed, or who are in it no more. What was granted or taken since a line was
    /// last read stays.
    /// </summary>
    public static IReadOnlyList<IRecorded> TakeOver(IReadOnlyDictionary<string, FiledRole> file, IReadOnlyCollection<SubjectRole> all)
    {
        var callers = all.Where(role => role.Kind == SubjectKind.Caller).ToDictionary(role => role.Name, StringComparer.Ordinal);
        return
        [
            .. file.Where(line => callers.GetValueOrDefault(line.Key)?.Filed != line.Value).OrderBy(line => line.Key, StringComparer.Ordinal)
                .Select(line => new RoleGranted(SubjectKind.Caller, line.Key, line.Value.Role, line.Value.CustomerId, "its line in the access file", Actor.Configuration)),
            .. callers.Values.Where(role => role.Filed is not null && !file.ContainsKey(role.Name)).OrderBy(role => role.Name, StringComparer.Ordinal)
                .Select(role => new RoleRevoked(SubjectKind.Caller, role.Name, "it is no longer in the access file", Actor.Configuration)),
        ];
    }

    static SubjectRole? Find(SubjectKind kind, string name, IEnumerable<SubjectRole> all) => all.FirstOrDefault(role => role.Kind == kind && role.Name == name);

    static bool IsOperator(SubjectRole role) => role is { Kind: SubjectKind.Caller, Role: CallerRole.Operator, Filed: not null };

    static void CheckOperatorStays(SubjectRole? changed, CallerRole role, IEnumerable<SubjectRole> all)
    {
        if (changed is not null && IsOperator(changed) && role != CallerRole.Operator && all.Count(IsOperator) == 1)
        {
            throw new RegistryException(RegistryError.LastOperator, changed.Name, $"{changed.Name} is the last operator: give another caller that role first.");
        }
    }

    static void CheckReason(string reason)
    {
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > MeterRules.LongestReason)
        {
            throw new RegistryException(RegistryError.ReasonInvalid, "reason", $"Say why, in 1 to {MeterRules.LongestReason} characters.");
        }
    }

    static RegistryException Unknown(SubjectKind kind, string name) => new(
        RegistryError.SubjectUnknown, name,
        kind == SubjectKind.Caller ? $"The access file has no caller '{name}': enter it there first; its token makes it one." : $"The register knows no user '{name}' of the portal.");
}
