using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Market.Tests;

public sealed class AnchorTests : MarketFixture
{
    [Fact]
    public void An_anchor_is_found_under_its_key_in_its_market()
    {
        Chain.Act(Operator, Anchor(AnchorKind.Result, Slot, 2));

        var key = ((ulong)3 << 56) | ((ulong)(Slot / 900) << 16) | 2;
        Assert.Equal(key, AnchorKey.Of(AnchorKind.Result, Slot, 2));
        var row = AnchorRow.Read(Chain.Row(AnchorRow.Table, key, Group)!);
        Assert.Equal(new AnchorRow(AnchorKind.Result, Slot, 2, Hash, 5, TimePointSec.From(Chain.Now)), row);
        Assert.Equal(key, row.Key);
        Assert.Null(Chain.Row(AnchorRow.Table, key, Name.Parse("group2")));
    }

    [Fact]
    public void An_anchor_is_never_overwritten_only_followed_by_a_higher_version()
    {
        Chain.Act(Operator, Anchor(AnchorKind.Book, Slot, 3));

        Refused(MarketError.VersionNotNew, Operator, Anchor(AnchorKind.Book, Slot, 3));
        Refused(MarketError.VersionNotNew, Operator, Anchor(AnchorKind.Book, Slot, 2));
        Chain.Act(Operator, Anchor(AnchorKind.Book, Slot, 4));
        Chain.Act(Operator, Anchor(AnchorKind.Book, Slot, ushort.MaxValue));
        Refused(MarketError.VersionNotNew, Operator, Anchor(AnchorKind.Book, Slot, 5));

        Chain.Act(Operator, Anchor(AnchorKind.Result, Slot, 1));
        Chain.Act(Operator, Anchor(AnchorKind.Book, Slot - 900, 1));
        Chain.Act(Operator, Anchor(AnchorKind.Book, Slot, 1) with { Market = Name.Parse("group2") });
        Assert.Equal(6, Chain.Rows(AnchorRow.Table));
    }

    [Fact]
    public void A_wrong_anchor_is_refused()
    {
        Refused(MarketError.UnknownKind, Operator, Anchor(AnchorKind.PrunedUpTo, Slot, 1));
        Refused(MarketError.UnknownKind, Operator, Anchor((AnchorKind)6, Slot, 1));
        Refused(MarketError.NotATimeslot, Operator, Anchor(AnchorKind.Book, Slot + 1, 1));
        Refused(MarketError.NoMarket, Operator, Anchor(AnchorKind.Book, Slot, 1) with { Market = default });
        Unauthorised(Trigger, Operator, Anchor(AnchorKind.Book, Slot, 1));
    }

    [Fact]
    public void Pruning_removes_the_oldest_at_most_as_many_as_asked()
    {
        for (uint i = 0; i < 4; i++)
        {
            Chain.Act(Operator, Anchor(AnchorKind.Readings, Slot + (i * 900), 1));
            Chain.Act(Operator, Anchor(AnchorKind.Settlement, Slot + (i * 900), 1));
        }

        Chain.Act(Operator, Anchor(AnchorKind.Readings, Slot, 1) with { Market = Name.Parse("group2") });

        Wait(Keep);
        Chain.Act(Operator, new Prune(Group, Slot + 1800, 3));
        Assert.Equal(9 - 3 + 1, Chain.Rows(AnchorRow.Table));
        Chain.Act(Operator, new Prune(Group, Slot + 1800, 100));
        Assert.Equal(9 - 4 + 1, Chain.Rows(AnchorRow.Table));

        Assert.Null(Chain.Row(AnchorRow.Table, AnchorKey.Of(AnchorKind.Settlement, Slot + 900, 1), Group));
        Assert.NotNull(Chain.Row(AnchorRow.Table, AnchorKey.Of(AnchorKind.Settlement, Slot + 1800, 1), Group));
        Assert.NotNull(Chain.Row(AnchorRow.Table, AnchorKey.Of(AnchorKind.Readings, Slot, 1), Name.Parse("group2")));
    }

    [Fact]
    public void What_was_pruned_cannot_be_anchored_with_another_content()
    {
        Chain.Act(Operator, Anchor(AnchorKind.Result, Slot, 1));
        Wait(Keep);
        Chain.Act(Operator, new Prune(Group, Slot + 900, 10));

        Assert.Equal(Slot + 900, AnchorRow.Read(Chain.Row(AnchorRow.Table, 0, Group)!).Timeslot);
        Refused(MarketError.SlotPruned, Operator, Anchor(AnchorKind.Result, Slot, 1));
        Refused(MarketError.SlotPruned, Operator, Anchor(AnchorKind.Result, Slot, 2));
        Chain.Act(Operator, Anchor(AnchorKind.Result, Slot + 900, 1));
        Wait(Keep);
        Chain.Act(Operator, new Prune(Group, Slot + 1800, 10));
        Refused(MarketError.SlotPruned, Operator, Anchor(AnchorKind.Result, Slot + 900, 2));
    }

    [Fact]
    public void Pruning_removes_the_oldest_events_with_their_reports_answered_or_not()
    {
        Chain.Act(Operator, new RegisterBox(OtherBox, OtherKey));
        Chain.Act(Trigger, new SendData(1, Box, 1));
        Chain.Act(Trigger, new SendData(2, Box, 1));
        Chain.Act(Trigger, new SendData(3, OtherBox, 1));
        Chain.Act(Box, Report.OnEvent(Box, 2, Hash));
        Chain.Act(Operator, new RevokeBox(OtherBox));
        var sent = (uint)Chain.Now.ToUnixTimeSeconds();
        Wait(Keep);
        Chain.Act(Trigger, new SendData(4, Box, 1));

        Refused(MarketError.NothingToPrune, Operator, new Prune(Group, sent, 10));
        Chain.Act(Operator, new Prune(Group, uint.MaxValue, 2));
        Assert.Equal((2, 0), (Chain.Rows(EventRow.Table), Chain.Rows(ReportRow.Table)));
        Chain.Act(Operator, new Prune(Group, uint.MaxValue, 10));

        Assert.Equal(1, Chain.Rows(EventRow.Table));
        Assert.NotNull(Chain.Row(EventRow.Table, 4));
        Refused(MarketError.EventNotNew, Trigger, new SendData(3, Box, 1));
        Refused(MarketError.NoEvent, Box, Report.OnEvent(Box, 1, Hash));
    }

    [Fact]
    public void Nothing_younger_than_the_configuration_demands_is_pruned()
    {
        Chain.Act(Operator, Anchor(AnchorKind.Result, Slot, 1));
        Chain.Act(Trigger, new SendData(1, Box, 1));

        Wait(Keep - 1);
        Chain.Act(Operator, Anchor(AnchorKind.Result, Slot + 900, 1));
        Refused(MarketError.NothingToPrune, Operator, new Prune(Group, uint.MaxValue, 10));
        Wait(1);
        Chain.Act(ContractRun.Self, new Configure(Operator, Trigger, 2 * Keep));
        Refused(MarketError.NothingToPrune, Operator, new Prune(Group, uint.MaxValue, 10));
        Chain.Act(ContractRun.Self, new Configure(Operator, Trigger, Keep));
        Chain.Act(Operator, new Prune(Group, uint.MaxValue, 10));

        Assert.Equal(0, Chain.Rows(EventRow.Table));
        Assert.Null(Chain.Row(AnchorRow.Table, AnchorKey.Of(AnchorKind.Result, Slot, 1), Group));
        Assert.NotNull(Chain.Row(AnchorRow.Table, AnchorKey.Of(AnchorKind.Result, Slot + 900, 1), Group));
    }

    [Fact]
    public void A_late_version_keeps_its_timeslot_and_those_behind_it_of_its_kind_until_it_is_old_too()
    {
        Chain.Act(Operator, Anchor(AnchorKind.Settlement, Slot, 1));
        Chain.Act(Operator, Anchor(AnchorKind.Settlement, Slot + 900, 1));
        Chain.Act(Operator, Anchor(AnchorKind.Book, Slot + 900, 1));
        Wait(Keep);
        Chain.Act(Operator, Anchor(AnchorKind.Settlement, Slot, 2));

        Chain.Act(Operator, new Prune(Group, uint.MaxValue, 10));
        Assert.Equal(2 + 1, Chain.Rows(AnchorRow.Table));
        Assert.NotNull(Chain.Row(AnchorRow.Table, AnchorKey.Of(AnchorKind.Settlement, Slot, 2), Group));
        Wait(Keep);
        Chain.Act(Operator, new Prune(Group, uint.MaxValue, 10));

        Assert.Equal(1, Chain.Rows(AnchorRow.Table));
    }

    [Fact]
    public void Pruning_is_the_operators_and_names_what()
    {
        Chain.Act(Trigger, new SendData(1, Box, 1));
        Wait(Keep);
        Refused(MarketError.NothingToPrune, Operator, new Prune(Group, uint.MaxValue, 0));
        Refused(MarketError.NoMarket, Operator, new Prune(default, uint.MaxValue, 1));
        Unauthorised(Trigger, Operator, new Prune(Group, uint.MaxValue, 1));
    }

    static Anchor Anchor(AnchorKind kind, uint timeslot, ushort version) => new(Group, kind, timeslot, version, Hash, 5);
}
