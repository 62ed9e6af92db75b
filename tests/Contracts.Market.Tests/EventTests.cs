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

        Chain.Act(Box, new Report(Box, 7, Hash));

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
        Chain.Act(Operator, new RegisterBox(OtherBox));
        Chain.Act(Trigger, new SendData(1, Box, 1));

        Unauthorised(OtherBox, Box, new Report(Box, 1, Hash));
        Refused(MarketError.EventOfOtherBox, OtherBox, new Report(OtherBox, 1, Hash));
        Refused(MarketError.NoEvent, Box, new Report(Box, 2, Hash));
        Chain.Act(Box, new Report(Box, 1, Hash));
        Refused(MarketError.EventReportedAlready, Box, new Report(Box, 1, Hash));
    }

    [Fact]
    public void A_box_that_is_unknown_or_revoked_reports_nothing()
    {
        Chain.Act(Trigger, new SendData(1, Box, 1));
        Refused(MarketError.BoxNotRegistered, OtherBox, new Report(OtherBox, 1, Hash));

        Chain.Act(Operator, new RevokeBox(Box));

        Refused(MarketError.BoxRevoked, Box, new Report(Box, 1, Hash));
    }
}
