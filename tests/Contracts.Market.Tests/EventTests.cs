using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Market.Tests;

public sealed class EventTests : MarketFixture
{
    [Fact]
    public void The_trigger_asks_and_the_box_answers()
    {
        var time = TimePointSec.From(Chain.Now);
        Chain.Act(Trigger, new SendData(7, Box, 3));
        Assert.Equal(new EventRow(7, Box, 3, time, Reported: false), EventRow.Read(Chain.Row(EventRow.Table, 7)!));
        Assert.Equal(7UL, ConfigRow.Read(Chain.Row(ConfigRow.Table, ConfigRow.Table.Value)!).LastEvent);

        Chain.Act(Box, Report.OnEvent(Box, 7, Hash));

        Assert.True(EventRow.Read(Chain.Row(EventRow.Table, 7)!).Reported);
        Assert.Equal(new ReportRow(7, Box, Hash, time), ReportRow.Read(Chain.Row(ReportRow.Table, 7)!));
    }

    [Fact]
    public void An_event_id_is_never_used_again()
    {
        Chain.Act(Trigger, new SendData(7, Box, 1));

        Refused(MarketError.EventNotNew, Trigger, new SendData(7, Box, 1));
        Refused(MarketError.EventNotNew, Trigger, new SendData(6, Box, 1));
        Refused(MarketError.EventNotNew, Trigger, new SendData(0, Box, 1));
        Chain.Act(Trigger, new SendData(ulong.MaxValue, Box, 1));
    }

    [Fact]
    public void Only_the_trigger_asks_and_only_a_registered_box()
    {
        Unauthorised(Operator, Trigger, new SendData(1, Box, 1));
        Refused(MarketError.BoxNotRegistered, Trigger, new SendData(1, OtherBox, 1));
        Chain.Act(Operator, new RevokeBox(Box));
        Refused(MarketError.BoxRevoked, Trigger, new SendData(1, Box, 1));
    }

    [Fact]
    public void A_report_is_of_the_box_that_was_asked_and_only_once()
    {
        Chain.Act(Operator, new RegisterBox(OtherBox, OtherKey));
        Chain.Act(Trigger, new SendData(1, Box, 1));

        Unauthorised(OtherBox, $"{Box}/active", Report.OnEvent(Box, 1, Hash));
        Refused(MarketError.EventOfOtherBox, OtherBox, Report.OnEvent(OtherBox, 1, Hash));
        Refused(MarketError.NoEvent, Box, Report.OnEvent(Box, 2, Hash));
        Chain.Act(Box, Report.OnEvent(Box, 1, Hash));
        Refused(MarketError.EventReportedAlready, Box, Report.OnEvent(Box, 1, Hash));
    }

    [Fact]
    public void A_box_that_is_unknown_or_revoked_reports_nothing()
    {
        Chain.Act(Trigger, new SendData(1, Box, 1));
        Refused(MarketError.BoxNotRegistered, OtherBox, Report.OnEvent(OtherBox, 1, Hash));

        Chain.Act(Operator, new RevokeBox(Box));

        Refused(MarketError.BoxRevoked, Box, Report.OnEvent(Box, 1, Hash));
    }

    [Fact]
    public void A_box_reports_on_timeslots_in_ascending_order_into_its_row()
    {
        Chain.Act(Box, Report.OnTimeslot(Box, Slot, Hash));
        var row = BoxRow.Read(Chain.Row(BoxRow.Table, Box.Value)!);
        Assert.Equal((Slot, Hash), (row.Timeslot, row.Commitment));

        var another = Checksum256.Hash("another"u8);
        Refused(MarketError.TimeslotNotNew, Box, Report.OnTimeslot(Box, Slot, another));
        Refused(MarketError.TimeslotNotNew, Box, Report.OnTimeslot(Box, Slot - 900, another));
        Refused(MarketError.NotATimeslot, Box, Report.OnTimeslot(Box, Slot + 1, another));
        Chain.Act(Box, Report.OnTimeslot(Box, Slot + 1800, another));

        Assert.Equal(row with { Timeslot = Slot + 1800, Commitment = another }, BoxRow.Read(Chain.Row(BoxRow.Table, Box.Value)!));
        Assert.Equal(0, Chain.Rows(ReportRow.Table));
    }

    [Fact]
    public void A_report_is_on_an_event_or_on_a_timeslot()
    {
        Chain.Act(Trigger, new SendData(1, Box, 1));

        Refused(MarketError.EventOrTimeslot, Box, new Report(Box, 0, 0, Hash));
        Refused(MarketError.EventOrTimeslot, Box, new Report(Box, 1, Slot, Hash));
    }

    [Fact]
    public void Nobody_reports_with_another_permission_or_key_than_the_registered_one()
    {
        var report = Report.OnTimeslot(Box, Slot, Hash);
        var refused = Assert.Throws<RefusedException>(() => Chain.Act(new PermissionLevel("box1", "owner"), report.ActionName, report.ToBytes()));
        Assert.Equal("missing authority of box1/active", refused.Message);

        Chain.Keys[Box] = [OtherKey];
        Refused(MarketError.KeyNotAlone, Box, report);
    }
}
