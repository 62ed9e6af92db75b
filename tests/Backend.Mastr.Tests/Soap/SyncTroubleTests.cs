using LocalEnergyMarket.Backend.Mastr.Soap.Wire;
using LocalEnergyMarket.Backend.Mastr.Tests.Soap.Peer;

namespace LocalEnergyMarket.Backend.Mastr.Tests.Soap;

/// <summary>Rounds against a peer that misbehaves.</summary>
[Collection(SyncGroup.Name)]
public sealed class SyncTroubleTests(SyncPlace place)
{
    public static TheoryData<Misdeed> Passing =>
    [
        Misdeed.Drop, Misdeed.Truncated, Misdeed.WrongEncoding, Misdeed.Doctype, Misdeed.Empty, Misdeed.Status500, Misdeed.Status502, Misdeed.Status503, Misdeed.Status429,
        Misdeed.Maintenance200, Misdeed.Maintenance503, Misdeed.Redirect, Misdeed.TransientFault, Misdeed.OtherAnswer, Misdeed.QuotaFault,
    ];

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task What_passes_is_waited_for(Misdeed misdeed)
    {
        await using var bench = await SyncBench.StartAsync(place);
        bench.World.Fill(4, "48155");
        bench.Peer.Misbehave = call => call.Number % 4 == 0 ? misdeed : Misdeed.None;

        var result = await bench.SyncAsync();

        Assert.StartsWith("4 units", result, StringComparison.Ordinal);
        Assert.NotEmpty(bench.Time.Pauses);
    }

    [Fact]
    public async Task Pauses_grow_and_what_the_service_asks_for_is_kept_to()
    {
        await using var bench = await SyncBench.StartAsync(place);
        bench.Peer.Misbehave = call => call.Number switch
        {
            < 6 => Misdeed.Status503,
            6 => Misdeed.Status429,
            _ => Misdeed.None,
        };

        await bench.SyncAsync();

        Assert.Equal([1, 2, 4, 8, 16, 120], bench.Time.Pauses.Select(pause => pause.TotalSeconds));
    }

    [Fact]
    public async Task The_days_calls_are_kept_to_with_a_reserve_and_the_round_goes_on_the_next_day()
    {
        await using var bench = await SyncBench.StartAsync(place);
        bench.World.Fill(20, "48155");
        (bench.World.Used, bench.World.Limit) = (970, 1100);
        var most = 0L;
        bench.Peer.Meanwhile = _ => most = Math.Max(most, bench.World.Used);
        bench.Time.Waited = pause => bench.World.Used = pause > TimeSpan.FromHours(1) ? 0 : bench.World.Used;

        var result = await bench.SyncAsync();

        Assert.StartsWith("20 units", result, StringComparison.Ordinal);
        Assert.InRange(most, 980, 990);

        // 22 November, 08:36:54 in Germany: until five past midnight.
        Assert.Equal(new TimeSpan(15, 28, 6), Assert.Single(bench.Time.Pauses));
        Assert.Contains(bench.Said, said => said.Contains("waiting until 2026-11-23 00:05:00", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_that_is_refused_ends_the_run_at_once()
    {
        await using var bench = await SyncBench.StartAsync(place);
        bench.ApiKey = "another";

        var refusal = await Assert.ThrowsAsync<MastrServiceException>(() => bench.SyncAsync());

        Assert.Equal(MastrFault.AccessDenied, refusal.Fault);
        Assert.Single(bench.Peer.Calls);
        Assert.Empty(bench.Time.Pauses);
    }

    [Fact]
    public async Task An_object_that_is_not_for_this_caller_costs_only_itself()
    {
        await using var bench = await SyncBench.StartAsync(place);
        bench.World.Fill(5, "48155");
        bench.Peer.Misbehave = call => call.Operation == "GetEinheitWind" ? Misdeed.AccessDenied : Misdeed.None;

        var result = await bench.SyncAsync();

        Assert.StartsWith("4 units", result, StringComparison.Ordinal);
        Assert.Contains(World.Number("SEE", 3), Assert.Single(bench.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_withdrawn_meanwhile_ends_the_run_too()
    {
        await using var bench = await SyncBench.StartAsync(place);
        bench.World.Fill(5, "48155");
        bench.Peer.Misbehave = call => call.Number > 8 ? Misdeed.AccessDenied : Misdeed.None;

        var refusal = await Assert.ThrowsAsync<MastrServiceException>(() => bench.SyncAsync());

        Assert.Equal(MastrFault.AccessDenied, refusal.Fault);
    }

    [Fact]
    public async Task An_object_that_is_not_there_is_passed_over_with_a_warning()
    {
        await using var bench = await SyncBench.StartAsync(place);
        bench.World.Fill(5, "48155");
        bench.World.Missing.Add($"EEG{World.Number("SEE", 2)[3..]}");

        var result = await bench.SyncAsync();

        Assert.StartsWith("5 units", result, StringComparison.Ordinal);
        Assert.Contains("EEG", Assert.Single(bench.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_that_cannot_be_read_is_asked_for_again_in_the_next_round()
    {
        await using var bench = await SyncBench.StartAsync(place);
        bench.World.Fill(5, "48155");
        bench.Peer.Misbehave = call => call.Operation == "GetEinheitWind" ? Misdeed.StrangeFault : Misdeed.None;
        var first = await bench.SyncAsync();
        bench.Peer.Misbehave = _ => Misdeed.None;
        bench.World.Now = bench.World.Now.AddDays(1);

        var second = await bench.SyncAsync();

        Assert.StartsWith("4 units", first, StringComparison.Ordinal);
        Assert.Contains("1 failed", first, StringComparison.Ordinal);
        Assert.StartsWith("1 units", second, StringComparison.Ordinal);
        Assert.Equal("888", await bench.FieldAsync("EinheitenWind", World.Number("SEE", 3), "WindAnLandOderAufSee"));
    }

    [Fact]
    public async Task A_service_that_can_read_nothing_is_not_asked_a_thousand_times()
    {
        await using var bench = await SyncBench.StartAsync(place);
        bench.World.Fill(100, "48155");
        bench.Peer.Misbehave = call => call.Operation.StartsWith("GetEinheit", StringComparison.Ordinal) ? Misdeed.StrangeFault : Misdeed.None;

        var refusal = await Assert.ThrowsAsync<MastrServiceException>(() => bench.SyncAsync());

        Assert.Contains("20 objects in a row", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_maintenance_without_end_ends_the_run_and_the_next_one_goes_on()
    {
        await using var bench = await SyncBench.StartAsync(place);
        bench.World.Fill(10, "48155");
        bench.Peer.Misbehave = call => call.Number > 25 ? Misdeed.Maintenance200 : Misdeed.None;
        var refusal = await Assert.ThrowsAsync<MastrServiceException>(() => bench.SyncAsync());
        bench.Peer.Misbehave = _ => Misdeed.None;
        var calls = bench.Peer.Calls.Count(call => call.Operation == "GetGefilterteListeStromErzeuger");

        var result = await bench.SyncAsync();

        Assert.Equal(MastrFault.Maintenance, refusal.Fault);
        Assert.Equal(48, bench.Time.Pauses.Count);
        Assert.StartsWith("10 units", result, StringComparison.Ordinal);
        Assert.Equal(calls, bench.Peer.Calls.Count(call => call.Operation == "GetGefilterteListeStromErzeuger"));
    }

    [Fact]
    public async Task A_list_that_moves_while_it_is_read_hides_nothing()
    {
        await using var bench = await SyncBench.StartAsync(place);
        bench.World.Fill(30, "48155");
        bench.PageSize = 5;

        // A unit of a page that was read leaves the list: all others move up by one, over the border of the page.
        var pages = 0;
        bench.Peer.Meanwhile = call =>
        {
            if (call.Operation == "GetGefilterteListeStromErzeuger" && ++pages is 2 or 4)
            {
                var gone = bench.World.Active.First();
                bench.World.Units[gone.Number] = gone with { SystemStatus = "Geloescht", Updated = bench.World.Now };
                var also = bench.World.Active.First();
                bench.World.Units[also.Number] = also with { SystemStatus = "Geloescht", Updated = bench.World.Now };
            }
        };

        await bench.SyncAsync();

        foreach (var unit in bench.World.Active)
        {
            Assert.Equal(1L, await bench.ScalarAsync<long>($"select count(*) from mastr_records where kind <= 19 and number = '{unit.Number}'"));
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(18)]
    public async Task Lists_of_any_length_are_read_to_their_end(int pageSize)
    {
        await using var bench = await SyncBench.StartAsync(place);
        bench.World.Fill(20, "48155");
        foreach (var unit in bench.World.Units.Values.ToList())
        {
            // Equal stamps at every border.
            bench.World.Units[unit.Number] = unit with { Updated = new(2026, 8, 1) };
        }

        bench.Peer.LargestPage = pageSize;

        var result = await bench.SyncAsync();

        Assert.StartsWith("20 units", result, StringComparison.Ordinal);
        Assert.Empty(bench.Warnings);
    }
}
