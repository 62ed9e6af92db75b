using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Market.Tests;

public sealed class RegistrationTests : MarketFixture
{
    [Fact]
    public void Init_names_operator_and_trigger_once_by_the_contract_account()
    {
        Assert.Equal(new ConfigRow(Operator, Trigger, 0), ConfigRow.Read(Chain.Row(ConfigRow.Table, ConfigRow.Table.Value)!));
        Refused(MarketError.InitialisedAlready, ContractRun.Self, new Init(Operator, Trigger));
        Unauthorised(Operator, ContractRun.Self, new Init(Operator, Operator));
    }

    [Fact]
    public void Init_refuses_accounts_that_do_not_exist()
    {
        var chain = new ContractRun { Accounts = { Operator } };

        var refused = Assert.Throws<RefusedException>(() => chain.Act(ContractRun.Self, new Init(Operator, Trigger)));

        Assert.Equal(MarketError.NoAccount, MarketErrors.In(refused.Message));
    }

    [Fact]
    public void Nothing_works_before_init()
    {
        var chain = new ContractRun();
        foreach (var action in new MarketAction[]
        {
            new RegisterBox(Box), new RevokeBox(Box), new RegisterUnit(Hash), new SendData(1, Box, 1),
            new Anchor(Group, AnchorKind.Book, Slot, 1, Hash, 1), new Prune(Group, Slot, 1),
        })
        {
            var refused = Assert.Throws<RefusedException>(() => chain.Act(Operator, action));
            Assert.Equal(MarketError.NotInitialised, MarketErrors.In(refused.Message));
        }
    }

    [Fact]
    public void A_box_is_registered_once_by_the_operator()
    {
        Assert.Equal(new BoxRow(Box, TimePointSec.From(Chain.Now), Revoked: false), BoxRow.Read(Chain.Row(BoxRow.Table, Box.Value)!));
        Refused(MarketError.BoxRegisteredAlready, Operator, new RegisterBox(Box));
        Refused(MarketError.NoAccount, Operator, new RegisterBox(Name.Parse("nobody")));
        Unauthorised(Trigger, Operator, new RegisterBox(OtherBox));
    }

    [Fact]
    public void A_box_is_revoked_once_and_for_good()
    {
        Unauthorised(Box, Operator, new RevokeBox(Box));
        Refused(MarketError.BoxNotRegistered, Operator, new RevokeBox(OtherBox));

        Chain.Act(Operator, new RevokeBox(Box));

        Assert.True(BoxRow.Read(Chain.Row(BoxRow.Table, Box.Value)!).Revoked);
        Refused(MarketError.BoxRevoked, Operator, new RevokeBox(Box));
        Refused(MarketError.BoxRevoked, Operator, new RegisterBox(Box));
    }

    [Fact]
    public void A_unit_is_committed_to_once()
    {
        Chain.Act(Operator, new RegisterUnit(Hash));

        var key = BitConverter.ToUInt64(Hash.ToArray());
        Assert.Equal(new UnitRow(Hash, TimePointSec.From(Chain.Now)), UnitRow.Read(Chain.Row(UnitRow.Table, key)!));
        Refused(MarketError.UnitRegisteredAlready, Operator, new RegisterUnit(Hash));
        Unauthorised(Box, Operator, new RegisterUnit(Checksum256.Hash("another"u8)));
    }
}
