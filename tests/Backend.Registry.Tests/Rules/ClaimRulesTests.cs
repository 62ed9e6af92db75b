using LocalEnergyMarket.Backend.Registry.Claims;

namespace LocalEnergyMarket.Backend.Registry.Tests.Rules;

public sealed class ClaimRulesTests
{
    const string Unit = "SEE910000000019";
    const string Operator = "ABR900000000119";
    static readonly Actor Anna = new("Anna", "Customer");
    static readonly DateTimeOffset Now = new(2026, 6, 21, 12, 0, 0, TimeSpan.Zero);
    static readonly UnitClaimed Wanted = new("C-0001", Unit, Operator, Now.AddDays(30), Anna);

    static UnitClaim Claim => UnitClaim.Of(Guid.NewGuid(), Wanted, Now);

    [Fact]
    public void Whoever_knows_the_operator_may_claim()
    {
        Assert.Single(ClaimRules.Claim(Wanted, Operator, "", [], Now));
        Refused(RegistryError.OperatorDiffers, () => ClaimRules.Claim(Wanted, "ABR900000000120", "", [], Now));
        Refused(RegistryError.OperatorDiffers, () => ClaimRules.Claim(Wanted, "", "", [], Now));
        Refused(RegistryError.UnitDeactivated, () => ClaimRules.Claim(Wanted, Operator, "shut down for good", [], Now));
    }

    [Fact]
    public void A_unit_is_claimed_by_one_at_a_time_and_again_once_that_is_over()
    {
        Refused(RegistryError.UnitClaimedByAnother, () => ClaimRules.Claim(Wanted with { CustomerId = "C-0002" }, Operator, "", [Claim], Now));
        Refused(RegistryError.UnitClaimedByAnother, () => ClaimRules.Claim(Wanted, Operator, "", [Claim], Now));
        Assert.Single(ClaimRules.Claim(Wanted, Operator, "", [Claim], Now.AddDays(30)));
        Assert.Single(ClaimRules.Claim(Wanted, Operator, "", [Claim.Closed(ClaimState.Rejected, Now, "")], Now));
    }

    [Fact]
    public void A_code_is_tried_so_often_and_a_new_one_voids_it()
    {
        var claim = Claim.With(new OwnershipCodeIssued([1], [2], Now.AddDays(30), 2));
        Assert.IsType<WrongCodeGiven>(Assert.Single(ClaimRules.Confirm(claim, (_, _) => false, Anna)));
        claim = claim.WithWrongCode().WithWrongCode();
        Refused(RegistryError.OwnershipCodeBlocked, () => ClaimRules.Confirm(claim, (_, _) => true, Anna));

        var issued = new OwnershipCodeIssued([3], [4], Now.AddDays(31), 2);
        claim = claim.With((OwnershipCodeIssued)Assert.Single(ClaimRules.IssueCode(claim, issued)));
        Assert.IsType<OwnershipProven>(Assert.Single(ClaimRules.Confirm(claim, (salt, _) => salt is [3], Anna)));
    }

    [Fact]
    public void The_way_of_a_claim_has_no_short_cuts()
    {
        Refused(RegistryError.ClaimStateWrong, () => ClaimRules.Confirm(Claim, (_, _) => true, Anna));
        Refused(RegistryError.ClaimStateWrong, () => ClaimRules.Review(Claim, approve: true, "known to us", null, Anna));
        var proven = Claim.Proven();
        Refused(RegistryError.ClaimStateWrong, () => ClaimRules.IssueCode(proven, new([1], [2], Now, 1)));
        Refused(RegistryError.ReasonInvalid, () => ClaimRules.Review(proven, approve: true, " ", null, Anna));
        Assert.IsType<ClaimApproved>(Assert.Single(ClaimRules.Review(proven, approve: true, "letter returned", null, Anna)));
        Assert.IsType<ClaimRejected>(Assert.Single(ClaimRules.Review(Claim, approve: false, "not our grid", null, Anna)));
        var approved = proven.Closed(ClaimState.Approved, Now, "");
        Assert.Empty(ClaimRules.Review(approved, approve: true, "again", null, Anna));
        Refused(RegistryError.ClaimStateWrong, () => ClaimRules.Review(approved, approve: false, "changed our mind", null, Anna));
        Refused(RegistryError.ClaimStateWrong, () => ClaimRules.Withdraw(approved, Anna));
        Assert.Empty(ClaimRules.Withdraw(Claim.Closed(ClaimState.Withdrawn, Now, ""), Anna));
    }

    [Fact]
    public void What_nobody_goes_on_with_lapses_but_not_what_waits_for_staff()
    {
        Assert.Equal((ClaimState.Claimed, ClaimState.Expired), (Claim.AsOf(Now.AddDays(29)).State, Claim.AsOf(Now.AddDays(30)).State));
        Assert.Equal(ClaimState.Proven, Claim.Proven().AsOf(Now.AddYears(1)).State);
        Assert.Empty(ClaimRules.Lapse(Claim, Now));
        Assert.Single(ClaimRules.Lapse(Claim, Now.AddDays(30)));
    }

    [Fact]
    public void A_code_is_recognised_as_people_type_it_and_is_not_kept()
    {
        var (code, salt, hash) = OwnershipCode.Create();
        Assert.Matches("^[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}$", code);
        Assert.True(OwnershipCode.Matches(code, salt, hash));
        Assert.True(OwnershipCode.Matches($" {code.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant()} ", salt, hash));
        Assert.False(OwnershipCode.Matches(code[..^1] + (code[^1] == 'A' ? 'B' : 'A'), salt, hash));
        Assert.False(OwnershipCode.Matches("", salt, hash));
        Assert.NotEqual(OwnershipCode.Create().Code, code);
        Assert.Equal(32, hash.Length);
    }

    static void Refused(RegistryError error, Func<object> decide) => Assert.Equal(error, Assert.Throws<RegistryException>(() => decide()).Error);
}
