using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;
using static LocalEnergyMarket.Contracts.Chain.Tests.DrivenChain;

namespace LocalEnergyMarket.Contracts.Chain.Tests;

public sealed class PermissionTests : IDisposable
{
    static readonly Name Active = Name.Parse("active");
    static readonly Name Owner = Name.Parse("owner");
    static readonly Name Publish = Name.Parse("publish");
    static readonly PermissionLevel Operators = new("operator");
    readonly DrivenChain _chain = new();
    readonly PrivateKey _first = PrivateKey.Generate(KeyType.R1);
    readonly PrivateKey _second = PrivateKey.Generate(KeyType.K1);

    public PermissionTests() => _chain.SetUpMarket();

    public void Dispose()
    {
        _chain.Dispose();
        _first.Dispose();
        _second.Dispose();
    }

    [Fact]
    public void A_linked_permission_authorizes_its_action_and_no_other()
    {
        Expect(_chain.Push([_chain.OperatorKey], new UpdateAuth(Operator, Publish, Active, new Authority(_first.PublicKey)).By(Operators)));
        var before = _chain.Push([_first], Register(Publish, 1));
        Expect(_chain.Push([_chain.OperatorKey], new LinkAuth(Operator, Contract, Name.Parse("regunit"), Publish).By(Operators)));

        Expect(_chain.Push([_first], Register(Publish, 2)));
        var other = _chain.Push([_first], new RevokeBox(Box).ToAction(Contract, new(Operator, Publish)));
        Expect(_chain.Push([_chain.OperatorKey], Register(Active, 3)));
        Expect(_chain.Push([_chain.OperatorKey], new UnlinkAuth(Operator, Contract, Name.Parse("regunit")).By(Operators)));
        var after = _chain.Push([_first], Register(Publish, 4));

        Assert.Equal(3090005, before.Failure!.Kind.Code);
        Assert.Equal(3090005, other.Failure!.Kind.Code);
        Assert.Equal(3090005, after.Failure!.Kind.Code);
    }

    [Fact]
    public void A_threshold_needs_enough_weight_and_no_more()
    {
        KeyWeight[] keys = [new(_second.PublicKey, 1), new(_first.PublicKey, 1)];
        Expect(_chain.Push([_chain.OperatorKey], new UpdateAuth(Operator, Active, Owner, new(2, keys, [], [])).By(new PermissionLevel(Operator, Owner))));

        Expect(_chain.Push([_first, _second], Register(Active, 1)));
        var one = _chain.Push([_first], Register(Active, 2));
        var three = _chain.Push([_first, _second, _chain.OperatorKey], Register(Active, 3));

        Assert.Equal(3090003, one.Failure!.Kind.Code);
        Assert.Equal(3090002, three.Failure!.Kind.Code);
    }

    [Fact]
    public void Another_accounts_permission_can_stand_in_for_a_key()
    {
        Authority byBox = new(1, [], [new(new(Box, Active), 1)], []);
        Expect(_chain.Push([_chain.OperatorKey], new UpdateAuth(Operator, Active, Owner, byBox).By(new PermissionLevel(Operator, Owner))));

        Expect(_chain.Push([_chain.BoxKey], Register(Active, 1)));
    }

    [Fact]
    public void An_authority_out_of_order_or_out_of_reach_is_refused()
    {
        KeyWeight[] wrongOrder = [new(_first.PublicKey, 1), new(_second.PublicKey, 1)];
        var unordered = _chain.Push([_chain.OperatorKey], new UpdateAuth(Operator, Publish, Active, new(1, wrongOrder, [], [])).By(Operators));
        var unreachable = _chain.Push(
            [_chain.OperatorKey], new UpdateAuth(Operator, Publish, Active, new(2, [new(_first.PublicKey, 1)], [], [])).By(Operators));

        Assert.Equal(3050000, unordered.Failure!.Kind.Code);
        Assert.Equal(3050000, unreachable.Failure!.Kind.Code);
    }

    [Fact]
    public void Owner_and_active_cannot_be_deleted_and_active_cannot_change_owner()
    {
        var active = _chain.Push([_chain.OperatorKey], new DeleteAuth(Operator, Active).By(Operators));
        var owner = _chain.Push([_chain.OperatorKey], new UpdateAuth(Operator, Owner, default, new Authority(_first.PublicKey)).By(Operators));

        Assert.Equal(3050000, active.Failure!.Kind.Code);
        Assert.Equal(3090005, owner.Failure!.Kind.Code);
    }

    [Fact]
    public void A_new_account_and_a_permission_cost_what_a_real_node_charged()
    {
        Expect(_chain.Push([_chain.OperatorKey], new UpdateAuth(Operator, Publish, Active, new Authority(_first.PublicKey)).By(Operators)));
        Expect(_chain.Push([_chain.OperatorKey], new LinkAuth(Operator, Contract, Name.Parse("anchor"), Publish).By(Operators)));

        Assert.Equal(2724, _chain.Chain.Read(view => view.State.Accounts.Get(Box).RamUsage));
        Assert.Equal(3206, _chain.Chain.Read(view => view.State.Accounts.Get(Operator).RamUsage));
    }

    static ContractAction Register(Name permission, byte unit) =>
        new RegisterUnit(Checksum256.Hash([unit])).ToAction(Contract, new(Operator, permission));
}
