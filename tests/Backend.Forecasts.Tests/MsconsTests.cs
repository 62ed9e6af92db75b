using LocalEnergyMarket.Backend.Forecasts.Beliefs;
using LocalEnergyMarket.Backend.Forecasts.Importing;

namespace LocalEnergyMarket.Backend.Forecasts.Tests;

public sealed class MsconsTests
{
    static readonly SupplierFormat Format = new() { Units = Files.Ids };

    static readonly string Head = "UNA:+.? 'UNB+UNOC:3+9900000000002:500+9900000000001:500+260616:0400+R1++TL'\r\nUNH+1+MSCONS:D:04B:UN:2.4c'\r\nBGM+Z48+D1+9'\r\nDTM+137:202606160400?+00:303'\r\n"
        + "NAD+DP'\r\nLOC+172+51234567895'\r\nDTM+163:202606142200?+00:303'\r\nDTM+164:202606142230?+00:303'\r\nLIN+1'\r\nPIA+5+1-1?:2.29.0:SRW'\r\n";

    const string First = "QTY+220:0.025:KWH'\r\nDTM+163:202606142200?+00:303'\r\nDTM+164:202606142215?+00:303'\r\nSTS+Z31'\r\n";

    const string Second = "QTY+Z18:0.5'\r\nDTM+163:202606150015?+02:303'\r\nDTM+164:202606150030?+02:303'\r\n";

    [Fact]
    public async Task Both_halves_of_an_hour_are_read_with_status_and_zone()
    {
        var file = await Files.ReadAsync(Head + First + Second + Foot(17), Format);
        Assert.Equal(
            [("2026-06-14T22:00Z", 25, ValueStatus.Plain), ("2026-06-14T22:15Z", 500, ValueStatus.Preliminary)],
            file.Values.Select(value => (value.Timeslot.ToString(), value.Energy.Value, value.Status)));
        Assert.All(file.Values, value => Assert.Equal((Files.Unit, Direction.Production), (value.UnitNumber, value.Direction)));
    }

    [Fact]
    public async Task Times_without_a_zone_are_read_by_the_supplier_s() => Assert.Equal(
        "2026-06-14T22:15Z",
        (await Files.ReadAsync(Head + Second.Replace("?+02:303", ":203", StringComparison.Ordinal) + Foot(13), Format with { Zone = FileZone.Berlin })).Values[0].Timeslot.ToString());

    [Fact]
    public async Task Other_signs_are_taken_from_the_head() => Assert.Equal(
        25, (await Files.ReadAsync((Head + First + Foot(14)).Replace("UNA:+.? '", "UNA:+,? '", StringComparison.Ordinal).Replace("0.025", "0,025", StringComparison.Ordinal), Format)).Values[0].Energy.Value);

    [Fact]
    public async Task Totals_and_reactive_energy_are_counted_and_left_out()
    {
        var file = await Files.ReadAsync(Head + First + "QTY+79:12'PIA+5+1-1?:3.29.0:SRW'QTY+220:7'" + Foot(17), Format);
        Assert.Equal((1, 2), (file.Values.Count, file.Missing));
    }

    [Theory]
    [InlineData("51234567895", "99999999999", "line 6: segment 6 (LOC) names 99999999999, which is not among the Units")]
    [InlineData("UNH+1+MSCONS", "UNH+1+UTILMD", "segment 2 (UNH) begins a message UTILMD")]
    [InlineData("BGM+Z48+D1+9", "BGM+Z48+D1+1", "segment 3 (BGM) has the function 1")]
    [InlineData("1-1?:2.29.0", "1-1?:2.8.0", "segment 10 (PIA) '1-1:2.8.0' is no OBIS code")]
    [InlineData("QTY+220", "QTY+999", "line 11: segment 11 (QTY) has the qualifier '999'")]
    [InlineData("0.025:KWH", "0.025:MWH", "segment 11 (QTY) is in MWH")]
    [InlineData("0.025", "-0.025", "segment 11 (QTY) '-0.025' is not an amount")]
    [InlineData("0.025", "0,025", "segment 11 (QTY) '0,025' is not an amount")]
    [InlineData("DTM+164:202606142215?+00", "DTM+164:202606142230?+00", "segment 11 (QTY) is of no quarter hour")]
    [InlineData("DTM+163:202606142200?+00:303'\r\nDTM+164:202606142215?+00:303'\r\nSTS", "DTM+163:202606142230?+00:303'\r\nDTM+164:202606142245?+00:303'\r\nSTS", "segment 11 (QTY) lies outside the period")]
    [InlineData("202606142215?+00:303", "202606142215:303", "segment 13 (DTM) '202606142215' in format 303")]
    [InlineData("202606142215?+00:303", "20260614:102", "segment 13 (DTM) '20260614' in format 102")]
    [InlineData("STS+Z31", "XYZ+1", "segment 14 (XYZ) is not expected here")]
    [InlineData("UNT+14", "UNT+13", "segment 15 (UNT) does not fit its UNH")]
    [InlineData("UNZ+1+R1", "UNZ+1+R2", "segment 16 (UNZ) says 1 messages of R2")]
    [InlineData("'\r\nUNZ+1+R1'", "'\r\nUNZ+1+R1", "segment 16 has no end")]
    [InlineData("UNA:+.? '", "UNA::.? '", "UNA names one sign for two purposes")]
    [InlineData("UNZ+1+R1'", "", "must begin with UNB and end with UNZ")]
    public async Task What_is_wrong_refuses_the_file_and_is_named(string right, string wrong, string message)
    {
        var text = Head + First + Foot(14);
        Assert.Contains(right, text, StringComparison.Ordinal);
        Assert.Contains(message, await Files.MessageAsync(text.Replace(right, wrong, StringComparison.Ordinal), Format), StringComparison.Ordinal);
    }

    static string Foot(int segments) => $"UNT+{segments}+1'\r\nUNZ+1+R1'\r\n";
}
