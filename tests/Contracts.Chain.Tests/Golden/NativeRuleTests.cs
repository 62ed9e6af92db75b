using LocalEnergyMarket.Contracts.Eosio;
using static LocalEnergyMarket.Contracts.Chain.Tests.DrivenChain;

namespace LocalEnergyMarket.Contracts.Chain.Tests.Golden;

/// <summary>Accounts, permissions and code: each refusal with nodeos' number and text, in nodeos' order.</summary>
public sealed class NativeRuleTests : IDisposable
{
    static readonly Name Active = Name.Parse("active");
    static readonly Name Owner = Name.Parse("owner");
    static readonly Name Publish = Name.Parse("publish");
    static readonly Name Below = Name.Parse("below");
    static readonly Name System = Name.Parse("eosio");
    static readonly PermissionLevel ByOperator = new("operator");
    readonly DrivenChain _chain = new();

    public NativeRuleTests()
    {
        Expect(_chain.Push([_chain.SystemKey], NewAccount(Operator, _chain.OperatorKey.PublicKey), NewAccount(Box, _chain.BoxKey.PublicKey)));
        Expect(_chain.Push([_chain.OperatorKey], Update(Publish, Active)));
        Expect(_chain.Push([_chain.OperatorKey], Update(Below, Publish)));
    }

    Authority Simple => new(_chain.OperatorKey.PublicKey);

    public void Dispose() => _chain.Dispose();

    [Fact]
    public void Permissions_are_changed_within_rules()
    {
        Refused(Update(default, Active), 3090007, "Invalid permission");
        Refused(Update(Name.Parse("eosio.x"), Active), 3050000, "Permission names that start with 'eosio.' are reserved");
        Refused(Update(Name.Parse("own"), Name.Parse("own")), 3060001, """Failed to retrieve permission: {"actor":"operator","permission":"own"}""");
        Refused(Update(Publish, Publish), 3050000, "Cannot set an authority as its own parent");
        Refused(Update(Publish, Owner), 3050000, "Changing parent authority is not currently supported");
        Refused(Update(Active, default), 3050000, "Cannot change active authority's parent from owner");
        Refused(Update(Publish, default), 3050000, "Only owner permission can have empty parent");
        Refused(Update(Name.Parse("wait"), Active, new(1, Simple.Keys, [], [new(3888001, 1)])), 3050000, "Cannot set delay longer than max_transacton_delay, which is 3888000 seconds");
        Refused(Update(Name.Parse("ghostly"), Active, new(1, [], [new(new("ghost"), 1)], [])), 3050000, "account 'ghost' does not exist");
        Refused(
            Update(Name.Parse("ghostly"), Active, new(1, [], [new(new("box1", "ghost"), 1)], [])), 3050000, """permission '{"actor":"box1","permission":"ghost"}' does not exist""");
        Refused(
            Update(Name.Parse("zero"), Active, new(0, Simple.Keys, [], [])),
            3050000,
            $$"""Invalid authority: {"threshold":0,"keys":[{"key":"{{_chain.OperatorKey.PublicKey}}","weight":1}],"accounts":[],"waits":[]}""");
    }

    [Fact]
    public void Permissions_are_changed_by_themselves_or_what_is_above_them()
    {
        Refused(Update(Owner, default), 3090005, """updateauth action declares irrelevant authority '{"actor":"operator","permission":"active"}'; minimum authority is {"actor":"operator","permission":"owner"}""");
        Refused(Update(Publish, Active) with { Authorization = [ByOperator, new("operator", "owner")] }, 3090005, "updateauth action should only have one declared authorization");
        Refused(Update(Publish, Active) with { Authorization = [new("eosio")] }, 3090005, "the owner of the affected permission needs to be the actor of the declared authorization", _chain.SystemKey);
        Refused(new DeleteAuth(Operator, Publish).By(new PermissionLevel("operator", "below")), 3090005, """deleteauth action declares irrelevant authority '{"actor":"operator","permission":"below"}'; minimum authority is {"actor":"operator","permission":"publish"}""");
        Refused(Link(Box, Publish) with { Authorization = [new("operator", "publish")] }, 3090005, """link action declares irrelevant authority '{"actor":"operator","permission":"publish"}'; minimum authority is {"actor":"operator","permission":"active"}""");
    }

    [Fact]
    public void Permissions_are_deleted_when_nothing_hangs_on_them()
    {
        Expect(_chain.Push([_chain.OperatorKey], Link(Box, Below)));

        Refused(new DeleteAuth(Operator, Active).By(ByOperator), 3050000, "Cannot delete active authority");
        Refused(new DeleteAuth(Operator, Owner).By(new PermissionLevel(Operator, Owner)), 3050000, "Cannot delete owner authority");
        Refused(new DeleteAuth(Operator, Publish).By(ByOperator), 3050000, "Cannot remove a permission which has children. Remove the children first.");
        Refused(new DeleteAuth(Operator, Below).By(ByOperator), 3050000, "Cannot delete a linked authority. Unlink the authority first. This authority is linked to box1::go.");
        Refused(new DeleteAuth(Operator, Name.Parse("ghost")).By(ByOperator), 3060001, """Failed to retrieve permission: {"actor":"operator","permission":"ghost"}""");
    }

    [Fact]
    public void Links_are_made_once_to_what_exists_and_never_for_the_actions_that_make_them()
    {
        Expect(_chain.Push([_chain.OperatorKey], Link(Box, Publish)));

        Refused(Link(Box, Publish), 3050000, "Attempting to update required authority, but new requirement is same as old");
        Refused(Link(Box, default), 3050000, "Required permission cannot be empty");
        Refused(Link(Name.Parse("ghost"), Publish), 3060002, "Failed to retrieve code for account: ghost");
        Refused(Link(Box, Name.Parse("ghost")), 3060001, "Failed to retrieve permission: ghost");
        Refused(new LinkAuth(Operator, System, Name.Parse("updateauth"), Publish).By(ByOperator), 3050000, "Cannot link eosio::updateauth to a minimum permission");
        Refused(new LinkAuth(Operator, Box, Name.Parse("stop"), Publish).By(ByOperator) with { Authorization = [] }, 3040003, "transaction must have at least one authorization");
        Refused(
            new UnlinkAuth(Operator, Box, Name.Parse("stop")).By(ByOperator), 3040000, "cannot unlink non-existent permission link of account 'operator' for actions matching 'box1::stop'");
        Expect(_chain.Push([_chain.OperatorKey], new UnlinkAuth(Operator, Box, Name.Parse("go")).By(ByOperator)));
    }

    [Fact]
    public void Accounts_are_named_within_rules()
    {
        Refused(New(default), 3050000, "account name cannot be empty");
        Refused(New(Name.Parse("thirteenchara")), 3050000, "account names can only be 12 chars long");
        Refused(New(Name.Parse("eosio.me")), 3050000, "only privileged accounts can have names that start with 'eosio.'");
        Refused(New(Box), 3050001, "Cannot create account named box1, as that name is already taken");
        Refused(New(Name.Parse("fresh"), new(0, [], [], [])), 3050000, "Invalid owner authority");
        Refused(New(Name.Parse("fresh"), new(1, [], [new(new("ghost"), 1)], [])), 3050000, "account 'ghost' does not exist");
        Expect(_chain.Push([_chain.OperatorKey], New(Name.Parse("with.a.dot")), New(Name.Parse("itself"), new(1, [], [new(new("itself", "eosio.code"), 1)], []))));
    }

    [Fact]
    public void Code_is_set_within_rules()
    {
        Refused(new SetCode(Operator, 1, 0, default).By(ByOperator), 3160006, "code should be 0");
        Refused(new SetCode(Operator, 0, 1, default).By(ByOperator), 3160007, "version should be 0");
        Refused(new SetCode(Operator, 0, 0, default).By(ByOperator), 3160008, "contract is already cleared");
        Refused(new SetCode(Box, 0, 0, ProbeContract.Wasm).By(ByOperator), 3090004, "missing authority of box1");
        Assert.Equal(3070003, _chain.Push([_chain.OperatorKey], new SetCode(Operator, 0, 0, new byte[9]).By(ByOperator)).Failure!.Kind.Code);
        Expect(_chain.Push([_chain.OperatorKey], new SetCode(Operator, 0, 0, ProbeContract.Wasm).By(ByOperator)));
        Expect(_chain.Push([_chain.OperatorKey], new SetCode(Operator, 0, 0, default).By(ByOperator)));
    }

    [Fact]
    public void Data_that_is_none_and_delays_that_are_none_are_refused()
    {
        var data = new PackedWriter().Name(Operator).Name(Active).Checksum256(Checksum256.Hash([1])).ToArray();

        Assert.Equal(8, _chain.Push([_chain.OperatorKey], new ContractAction(System, Name.Parse("setabi"), [ByOperator], new byte[] { 1 })).Failure!.Kind.Code);
        Refused(
            new ContractAction(System, Name.Parse("canceldelay"), [ByOperator], data),
            3040011,
            $"cannot cancel trx_id={Checksum256.Hash([1])}, there is no deferred transaction with that transaction id");
    }

    [Fact]
    public void Authorities_are_followed_six_deep_and_waits_never_count()
    {
        var chain = Enumerable.Range(1, 6).Select(i => Name.Parse($"deep{"abcdef"[i - 1]}")).ToList();
        Expect(_chain.Push([_chain.SystemKey], chain.Select((name, i) => (ContractAction)new NewAccount(
            System, name, Simple, i == 0 ? new(1, [], [new(new("operator"), 1)], []) : new(1, [], [new(new(chain[i - 1], Active), 1)], [])).By(new PermissionLevel(System, Active))).ToArray()));
        Expect(_chain.Push([_chain.OperatorKey], Update(Name.Parse("slow"), Active, new(2, Simple.Keys, [], [new(1, 1)]))));
        Expect(_chain.Push([_chain.OperatorKey], new LinkAuth(Operator, System, Name.Parse("setabi"), Name.Parse("slow")).By(ByOperator)));

        Expect(_chain.Push([_chain.OperatorKey], By(chain[4])));
        Assert.Equal(3090003, _chain.Push([_chain.OperatorKey], By(chain[5])).Failure!.Kind.Code);
        Assert.Equal(3090003, _chain.Push([_chain.OperatorKey], new SetAbi(Operator, new byte[] { 1 }).By(new PermissionLevel("operator", "slow"))).Failure!.Kind.Code);
        Expect(_chain.Push([_chain.OperatorKey], new SetAbi(Operator, new byte[] { 1 }).By(ByOperator)));

        static ContractAction By(Name account) => new SetAbi(account, new byte[] { 1 }).By(new PermissionLevel(account, Active));
    }

    [Fact]
    public void Linked_to_any_an_action_may_be_authorized_by_any_permission()
    {
        Expect(_chain.Push([_chain.OperatorKey], new LinkAuth(Operator, System, Name.Parse("setabi"), Name.Parse("eosio.any")).By(ByOperator)));

        Expect(_chain.Push([_chain.OperatorKey], new SetAbi(Operator, new byte[] { 1 }).By(new PermissionLevel("operator", "below"))));
    }

    ContractAction Update(Name permission, Name parent, Authority? authority = null) =>
        new UpdateAuth(Operator, permission, parent, authority ?? Simple).By(ByOperator);

    ContractAction New(Name name, Authority? owner = null) => new NewAccount(Operator, name, owner ?? Simple, Simple).By(ByOperator);

    static ContractAction Link(Name code, Name requirement) => new LinkAuth(Operator, code, Name.Parse("go"), requirement).By(ByOperator);

    void Refused(ContractAction action, int code, string message, PrivateKey? key = null)
    {
        var trace = _chain.Push([key ?? _chain.OperatorKey], action);

        Assert.Equal((code, message), (trace.Failure?.Kind.Code ?? 0, trace.Failure?.Message));
        Assert.Null(trace.Receipt);
    }
}
