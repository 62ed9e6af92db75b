using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Market.Tests;

public sealed class RegistrationTests : MarketFixture
{
    [Fact]
    public void The_contract_account_configures_and_may_do_so_again()
    {
        Assert.Equal(new ConfigRow(Operator, Trigger, 0, Keep), Config());
        Unauthorised(Operator, ContractRun.Self, new Configure(Operator, Operator, Keep));
        Chain.Act(Trigger, new SendData(5, Box, 1));

        Chain.Act(ContractRun.Self, new Configure(Trigger, Operator, Keep + 1));

        Assert.Equal(new ConfigRow(Trigger, Operator, 5, Keep + 1), Config());
        Unauthorised(Operator, Trigger, new RevokeBox(Box));
        Refused(MarketError.EventNotNew, Operator, new SendData(5, Box, 1));
        Chain.Act(Trigger, new RevokeBox(Box));
    }

    [Fact]
    public void A_configuration_with_accounts_that_do_not_exist_or_a_time_too_short_is_refused()
    {
        var nobody = Name.Parse("nobody");
        Refused(MarketError.NoAccount, ContractRun.Self, new Configure(Operator, nobody, Keep));
        Refused(MarketError.NoAccount, ContractRun.Self, new Configure(nobody, Trigger, Keep));
        Refused(MarketError.KeepTooShort, ContractRun.Self, new Configure(Operator, Trigger, Keep - 1));
    }

    [Fact]
    public void Nothing_works_before_it_is_configured()
    {
        var chain = new ContractRun();
        foreach (var action in new MarketAction[]
        {
            new RegisterBox(Box, Key), new RekeyBox(Box, Key), new RevokeBox(Box), new RegisterUnit(Hash), new DropUnit(Hash), new SendData(1, Box, 1),
            new Anchor(Group, AnchorKind.Book, Slot, 1, Hash, 1), new Prune(Group, Slot, 1),
        })
        {
            var refused = Assert.Throws<RefusedException>(() => chain.Act(Operator, action));
            Assert.Equal(MarketError.NotConfigured, MarketErrors.In(refused.Message));
        }
    }

    [Fact]
    public void A_row_of_another_version_of_the_contract_is_refused_not_misread()
    {
        foreach (var length in new[] { 13, 200 })
        {
            Chain.Put(BoxRow.Table, Box.Value, new byte[length]);
            Refused(MarketError.RowLength, Operator, new RevokeBox(Box));
        }
    }

    [Fact]
    public void A_box_is_registered_once_by_the_operator()
    {
        Assert.Equal(new BoxRow(Box, Key, TimePointSec.From(Chain.Now), Revoked: false, 0, default), Row());
        Refused(MarketError.BoxRegisteredAlready, Operator, new RegisterBox(Box, Key));
        Refused(MarketError.NoAccount, Operator, new RegisterBox(Name.Parse("nobody"), Key));
        Unauthorised(Trigger, Operator, new RegisterBox(OtherBox, OtherKey));
    }

    [Fact]
    public void A_box_is_registered_with_the_r1_key_that_alone_signs_for_it()
    {
        Refused(MarketError.KeyNotAlone, Operator, new RegisterBox(OtherBox, Key));
        Chain.Keys[OtherBox] = [];
        Refused(MarketError.KeyNotAlone, Operator, new RegisterBox(OtherBox, OtherKey));
        var k1 = NewKey(KeyType.K1);
        Chain.Keys[OtherBox] = [k1];
        Refused(MarketError.KeyNotR1, Operator, new RegisterBox(OtherBox, k1));
    }

    [Fact]
    public void A_box_gets_another_key_once_its_account_answers_to_it_and_no_more_to_the_old_one()
    {
        Chain.Act(Box, Report.OnTimeslot(Box, Slot, Hash));
        var before = Row();
        var fresh = NewKey();
        Unauthorised(Box, Operator, new RekeyBox(Box, fresh));
        Refused(MarketError.BoxNotRegistered, Operator, new RekeyBox(OtherBox, fresh));
        Refused(MarketError.KeyNotNew, Operator, new RekeyBox(Box, Key));
        Refused(MarketError.KeyNotAlone, Operator, new RekeyBox(Box, fresh));
        Chain.Keys[Box] = [Key, fresh];
        Refused(MarketError.OldKeyValid, Operator, new RekeyBox(Box, fresh));
        var k1 = NewKey(KeyType.K1);
        Chain.Keys[Box] = [k1];
        Refused(MarketError.KeyNotR1, Operator, new RekeyBox(Box, k1));

        Chain.Keys[Box] = [fresh];
        Chain.Act(Operator, new RekeyBox(Box, fresh));

        Assert.Equal(before with { Key = fresh }, Row());
        Chain.Act(Box, Report.OnTimeslot(Box, Slot + 900, Hash));
        Chain.Act(Operator, new RevokeBox(Box));
        Chain.Keys[Box] = [Key];
        Refused(MarketError.BoxRevoked, Operator, new RekeyBox(Box, Key));
    }

    [Fact]
    public void A_box_is_revoked_once_and_for_good()
    {
        Unauthorised(Box, Operator, new RevokeBox(Box));
        Refused(MarketError.BoxNotRegistered, Operator, new RevokeBox(OtherBox));

        Chain.Act(Operator, new RevokeBox(Box));

        Assert.True(Row().Revoked);
        Refused(MarketError.BoxRevoked, Operator, new RevokeBox(Box));
        Refused(MarketError.BoxRevoked, Operator, new RegisterBox(Box, Key));
    }

    [Fact]
    public void A_unit_is_committed_to_once_and_dropped_with_its_row()
    {
        Chain.Act(Operator, new RegisterUnit(Hash));

        var key = BitConverter.ToUInt64(Hash.ToArray());
        Assert.Equal(new UnitRow(Hash, TimePointSec.From(Chain.Now)), UnitRow.Read(Chain.Row(UnitRow.Table, key)!));
        Refused(MarketError.UnitRegisteredAlready, Operator, new RegisterUnit(Hash));
        Unauthorised(Box, Operator, new RegisterUnit(Checksum256.Hash("another"u8)));

        Unauthorised(Box, Operator, new DropUnit(Hash));
        Refused(MarketError.UnitNotRegistered, Operator, new DropUnit(Checksum256.Hash("another"u8)));
        Refused(MarketError.UnitNotRegistered, Operator, new DropUnit(new([.. Hash.ToArray()[..8], .. new byte[24]])));
        Chain.Act(Operator, new DropUnit(Hash));

        Assert.Equal(0, Chain.Rows(UnitRow.Table));
        Refused(MarketError.UnitNotRegistered, Operator, new DropUnit(Hash));
        Chain.Act(Operator, new RegisterUnit(Hash));
    }

    ConfigRow Config() => ConfigRow.Read(Chain.Row(ConfigRow.Table, ConfigRow.Table.Value)!);

    BoxRow Row() => BoxRow.Read(Chain.Row(BoxRow.Table, Box.Value)!);
}
