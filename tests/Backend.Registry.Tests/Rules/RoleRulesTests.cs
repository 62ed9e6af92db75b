using FsCheck;
using FsCheck.Fluent;
using LocalEnergyMarket.Backend.Registry.Roles;
using CallerRole = LocalEnergyMarket.Protos.V1.CallerRole;

namespace LocalEnergyMarket.Backend.Registry.Tests.Rules;

public sealed class RoleRulesTests
{
    static readonly Actor Boss = new("boss", "Operator");
    static readonly DateTimeOffset Now = new(2026, 6, 21, 12, 0, 0, TimeSpan.Zero);
    static readonly Dictionary<string, FiledRole> File = new(StringComparer.Ordinal)
    {
        ["boss"] = new(CallerRole.Operator, ""), ["second"] = new(CallerRole.Operator, ""), ["anna"] = new(CallerRole.Customer, "C-0001"),
    };

    [Fact]
    public void The_access_file_is_taken_over_once_and_what_people_decided_since_stays()
    {
        var roles = TakeOver([], File);
        Assert.Equal(3, roles.Count);
        Assert.Empty(RoleRules.TakeOver(File, roles));

        roles = Do(roles, RoleRules.Grant(new(SubjectKind.Caller, "second", CallerRole.Supplier, "", "changed desks", Boss), roles));
        Assert.Empty(RoleRules.TakeOver(File, roles));

        // A line that is changed counts again, and one that is gone takes the role.
        roles = TakeOver(roles, new(File, StringComparer.Ordinal) { ["second"] = new(CallerRole.Auditor, "") });
        Assert.Equal(CallerRole.Auditor, roles.Single(role => role.Name == "second").Role);
        roles = TakeOver(roles, new(StringComparer.Ordinal) { ["boss"] = File["boss"] });
        Assert.Equal(["boss"], roles.Where(role => role.Role != CallerRole.Unspecified).Select(role => role.Name));
    }

    [Fact]
    public void Only_what_can_be_is_granted()
    {
        var roles = TakeOver([], File);
        Refused(RegistryError.SubjectUnknown, () => RoleRules.Grant(new(SubjectKind.Caller, "nobody", CallerRole.Auditor, "", "audit", Boss), roles));
        Refused(RegistryError.RoleInvalid, () => RoleRules.Grant(new(SubjectKind.Caller, "anna", CallerRole.Customer, "", "moved", Boss), roles));
        Refused(RegistryError.RoleInvalid, () => RoleRules.Grant(new(SubjectKind.Caller, "anna", CallerRole.Auditor, "C-0001", "audit", Boss), roles));
        Refused(RegistryError.ReasonInvalid, () => RoleRules.Grant(new(SubjectKind.Caller, "anna", CallerRole.Auditor, "", " ", Boss), roles));
        Assert.Empty(RoleRules.Grant(new(SubjectKind.Caller, "anna", CallerRole.Customer, "C-0001", "again", Boss), roles));
        Assert.Single(RoleRules.Grant(new(SubjectKind.PortalUser, "anna@example.org", CallerRole.Customer, "C-0001", "new customer", Boss), roles));
        Refused(RegistryError.SubjectUnknown, () => RoleRules.Revoke(new(SubjectKind.PortalUser, "nobody", "left", Boss), roles));
    }

    /// <summary>Whatever is granted and revoked, one caller that has a token stays operator; an operator of the portal alone does not count.</summary>
    [Fact]
    public void One_operator_always_remains() => Prop.ForAll(Moves, moves =>
    {
        var roles = Do(TakeOver([], File), [new RoleGranted(SubjectKind.PortalUser, "boss", CallerRole.Operator, "", "portal", Boss)]);
        foreach (var (who, role) in moves)
        {
            var name = File.Keys.ElementAt(who);
            try
            {
                roles = Do(roles, role == CallerRole.Unspecified
                    ? RoleRules.Revoke(new(SubjectKind.Caller, name, "left", Boss), roles)
                    : RoleRules.Grant(new(SubjectKind.Caller, name, role, role == CallerRole.Customer ? "C-0001" : "", "changed desks", Boss), roles));
            }
            catch (RegistryException e) when (e.Error == RegistryError.LastOperator)
            {
                continue;
            }
        }

        return roles.Any(role => role is { Kind: SubjectKind.Caller, Role: CallerRole.Operator });
    }).QuickCheckThrowOnFailure();

    static Arbitrary<(int Who, CallerRole Role)[]> Moves { get; } = Arb.From(
        from length in Gen.Choose(0, 20)
        from moves in (from who in Gen.Choose(0, 2) from role in Gen.Choose(0, 4) select (who, (CallerRole)role)).ArrayOf(length)
        select moves);

    static List<SubjectRole> TakeOver(IReadOnlyCollection<SubjectRole> roles, Dictionary<string, FiledRole> file) => Do(roles, RoleRules.TakeOver(file, roles));

    static List<SubjectRole> Do(IReadOnlyCollection<SubjectRole> roles, IEnumerable<object> events)
    {
        var after = roles.ToList();
        foreach (var e in events)
        {
            var (kind, name) = e is RoleGranted given ? (given.Kind, given.Name) : (((RoleRevoked)e).Kind, ((RoleRevoked)e).Name);
            var known = after.Find(role => role.Kind == kind && role.Name == name);
            after.RemoveAll(role => role == known);
            after.Add((known, e) switch
            {
                (null, RoleGranted granted) => SubjectRole.Of(Guid.NewGuid(), granted, Now),
                ({ } role, RoleGranted granted) => role.With(granted, Now),
                ({ } role, RoleRevoked revoked) => role.With(revoked, Now),
                _ => throw new InvalidOperationException("Nothing to revoke."),
            });
        }

        return after;
    }

    static void Refused(RegistryError error, Func<object> decide) => Assert.Equal(error, Assert.Throws<RegistryException>(() => decide()).Error);
}
