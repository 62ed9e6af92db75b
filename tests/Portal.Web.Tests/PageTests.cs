using System.Net;
using Grpc.Core;

namespace LocalEnergyMarket.Portal.Web.Tests;

public sealed class PageTests : IDisposable
{
    readonly PortalFixture _portal;

    public PageTests(PortalFixture portal)
    {
        _portal = portal;
        portal.Scene.Fill();
    }

    [Fact]
    public async Task Boxes_show_connection_batch_account_and_links()
    {
        using var person = await _portal.SignedInAsync();
        var page = await person.GetAsync("/boxes");
        var boxes = page.Document.QuerySelectorAll("[data-box]");
        Assert.Equal(["Am Mühlbach 3", "Scheune <script>alert(1)</script>"], boxes.Select(box => box.QuerySelector("h2")!.TextContent), StringComparer.Ordinal);
        foreach (var expected in new[] { "verbunden", "21.06.2026, 13:20:05", "1.204", "box1.market", "SDM-1002", "SEE900000000002" })
        {
            Assert.Contains(expected, boxes[1].TextContent, StringComparison.Ordinal);
        }

        Assert.Equal(["Dach <b>Süd</b> SEE900000000001", "SEE900000000002"], boxes[1].QuerySelectorAll(".unit").Select(unit => unit.TextContent), StringComparer.Ordinal);
        Assert.Contains("nicht verbunden", boxes[0].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Timeslots_are_listed_with_phase_and_energy_and_older_ones_on_the_next_page()
    {
        using var person = await _portal.SignedInAsync("en");
        var page = await person.GetAsync("/timeslots");
        var rows = page.Document.QuerySelectorAll("tbody tr");
        Assert.Equal(["open", "secondary market", "settled"], rows.Select(row => row.QuerySelector(".state")!.TextContent), StringComparer.Ordinal);
        Assert.Equal(
            ["settled", "2 · 2", "1.750 kWh", "1.250 kWh", "0.500 kWh", "v2"],
            rows[2].QuerySelectorAll("td").Select(cell => cell.TextContent.Replace('\u00a0', ' ')),
            StringComparer.Ordinal);

        var older = await person.GetAsync(page.Document.QuerySelector(".pages a")!.GetAttribute("href")!);
        Assert.Equal("21 Jun 2026, 12:45–13:00", older.Document.QuerySelector("tbody th")!.TextContent);
        Assert.Null(older.Document.QuerySelector(".pages a"));
    }

    [Fact]
    public async Task A_timeslot_shows_its_book_result_measurements_settlement_and_anchors()
    {
        using var person = await _portal.SignedInAsync();
        var list = await person.GetAsync("/timeslots");
        var page = await person.GetAsync(list.Document.QuerySelectorAll("tbody a")[2].GetAttribute("href")!);

        Assert.Equal("21.06.2026, 13:00–13:15", page.Document.QuerySelector("h1")!.TextContent);
        var anchor = _portal.Scene.Anchors[0];
        foreach (var expected in new[]
                 {
                     "Hof Köhler", "8,420 ct/kWh", "1,250 kWh, teilbar", "Familie Aydın", "10,104 ct/kWh",
                     "0,12630000 €", "Zukauf des Versorgers", "0,03500000 €",
                     "Dach <b>Süd</b> SEE900000000001", "1,801 kWh", "interpoliert", "Fassung 2 vom", "0,051 kWh", "−0,12450000 €",
                     "unumkehrbar", "4.711", anchor.TransactionId, Convert.ToHexStringLower(anchor.Root.Span),
                 })
        {
            Assert.Contains(expected, page.Main, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_timeslot_before_its_gate_closes_says_what_is_to_come()
    {
        (_portal.Scene.Result, _portal.Scene.Settlement, _portal.Scene.Book) = (null, null, new());
        _portal.Scene.Energies.Clear();
        _portal.Scene.Anchors.Clear();
        using var person = await _portal.SignedInAsync("en");
        var page = await person.GetAsync("/timeslots/20260621T1100Z");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal(5, page.Document.QuerySelectorAll("p.sheet").Length);
    }

    [Theory]
    [InlineData("/timeslots/20260621T1101Z")]
    [InlineData("/timeslots/yesterday")]
    [InlineData("/timeslots/20260622T1100Z")]
    [InlineData("/nothing")]
    public async Task What_there_is_not_is_said_in_words(string path)
    {
        using var person = await _portal.SignedInAsync("en");
        var page = await person.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, page.Status);
        Assert.Contains("no such thing", page.Main, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Anchors_show_state_block_and_transaction()
    {
        using var person = await _portal.SignedInAsync("en");
        var rows = (await person.GetAsync("/anchors")).Document.QuerySelectorAll("tbody tr");
        Assert.Equal(["settlement v2", "order book"], rows.Select(row => row.QuerySelector("th")!.TextContent), StringComparer.Ordinal);
        Assert.Contains("4,711", rows[0].TextContent, StringComparison.Ordinal);
        Assert.Contains(_portal.Scene.Anchors[0].TransactionId[..12], rows[0].TextContent, StringComparison.Ordinal);
        Assert.Equal("waiting", rows[1].QuerySelector(".state")!.TextContent);
    }

    [Fact]
    public async Task Jobs_show_what_runs_what_ran_and_what_starts_when()
    {
        using var person = await _portal.SignedInAsync();
        var page = await person.GetAsync("/jobs");
        var running = page.Document.QuerySelector("ul.cards [data-job]")!;
        foreach (var expected in new[] { "MaStR-Import", "läuft", "12.500 von 50.000" })
        {
            Assert.Contains(expected, running.TextContent, StringComparison.Ordinal);
        }

        var ran = page.Document.QuerySelectorAll("[data-ran] tbody tr");
        Assert.Equal(["gelungen", "fehlgeschlagen"], ran.Select(row => row.QuerySelector(".state")!.TextContent), StringComparer.Ordinal);
        Assert.Contains("The web service is under <b>maintenance</b>.", ran[1].TextContent, StringComparison.Ordinal);
        var schedules = page.Document.QuerySelectorAll("[data-schedules] tbody tr");
        Assert.Contains("21.06.2026, 13:20:05", schedules[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("ausgeschaltet", schedules[1].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_shows_who_started_it_how_it_ended_and_its_log()
    {
        using var person = await _portal.SignedInAsync("en");
        var list = await person.GetAsync("/jobs?kind=gate-closures");
        var page = await person.GetAsync(Assert.Single(list.Document.QuerySelectorAll("[data-ran] tbody a")).GetAttribute("href")!);
        foreach (var expected in new[] { "Gate closures", "succeeded", "schedule gate-closures", "server1/4711" })
        {
            Assert.Contains(expected, page.Main, StringComparison.Ordinal);
        }

        Assert.Equal(["information", "warning"], page.Document.QuerySelectorAll("[data-log] tbody .state").Select(state => state.TextContent), StringComparer.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await person.GetAsync("/jobs/0197f3b2-0000-7000-8000-0000000000ff")).Status);
    }

    [Fact]
    public async Task Status_shows_every_part_and_the_clock_of_the_market()
    {
        using var person = await _portal.SignedInAsync("en");
        var page = await person.GetAsync("/status");
        Assert.Contains("2 of 3 parts need attention", page.Main, StringComparison.Ordinal);
        Assert.Equal("degraded", page.Document.QuerySelector("[data-part=chain] .state")!.TextContent);
        Assert.Contains("21 Jun 2026, 13:20:05", page.Main, StringComparison.Ordinal);
        Assert.Contains("60 times as fast", page.Main, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forecasts_stand_against_what_was_measured_and_each_source_is_judged()
    {
        using var person = await _portal.SignedInAsync();
        var page = await person.GetAsync("/forecasts?unit=SEE900000000001&day=2026-06-21");
        Assert.Equal("SEE900000000001", page.Document.QuerySelector("#unit option[selected]")!.GetAttribute("value"));
        Assert.Equal("2026-06-21", page.Document.QuerySelector("#day")!.GetAttribute("value"));
        var rows = page.Document.QuerySelectorAll("[data-direction] tbody tr");
        Assert.Equal(3, rows.Length);
        Assert.Equal(
            ["1,600 kWh", "1,500 kWh (Ersatz)", "prognose <1>.csv", "21.06.2026, 13:20:05"],
            rows[1].QuerySelectorAll("td").Select(cell => cell.TextContent.Replace('\u00a0', ' ')), StringComparer.Ordinal);
        Assert.Equal("–", rows[2].QuerySelectorAll("td")[1].TextContent);

        // The third quarter hour is not there and the fourth was not measured: the lines break.
        Assert.Equal(
            ["520,12 530,12 530,23 540,23", "550,45 560,45"],
            page.Document.QuerySelectorAll("polyline.forecast").Select(line => line.GetAttribute("points")), StringComparer.Ordinal);
        Assert.Equal(["520,0 530,0 530,34 540,34"], page.Document.QuerySelectorAll("polyline.measured").Select(line => line.GetAttribute("points")), StringComparer.Ordinal);
        Assert.Equal(
            ["Erzeugung", "1.920", "2", "3,5 %", "6,0 %", "−1,2 %", "10,1 %", "25,0 %"],
            page.Document.QuerySelectorAll("[data-source=nord] td").Select(cell => cell.TextContent.Replace('\u00a0', ' ')), StringComparer.Ordinal);
        Assert.Equal("–", page.Document.QuerySelectorAll("[data-source='own:pv'] td")[3].TextContent);
    }

    [Fact]
    public async Task Without_a_choice_the_first_unit_and_the_market_s_day_are_shown()
    {
        using var person = await _portal.SignedInAsync("en");
        var page = await person.GetAsync("/forecasts?unit=SEE999999999999&day=yesterday");
        Assert.Equal(("SEE900000000001", "2026-06-21"), (page.Document.QuerySelector("#unit option[selected]")!.GetAttribute("value"), page.Document.QuerySelector("#day")!.GetAttribute("value")));
        Assert.Contains("Of this unit nothing was forecast", (await person.GetAsync("/forecasts?unit=SEE900000000002&day=2026-06-21")).Main, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/forecasts", "ImportForecast")]
    [InlineData("/boxes", "lem-provision")]
    [InlineData("/timeslots", "RegisterCustomer")]
    [InlineData("/anchors", "gate")]
    [InlineData("/jobs", "lem job start")]
    public async Task Where_there_is_nothing_yet_the_page_says_what_to_do(string path, string hint)
    {
        _portal.Scene.Clear();
        using var person = await _portal.SignedInAsync("en");
        Assert.Contains(hint, (await person.GetAsync(path)).Document.QuerySelector("p.sheet")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StatusCode.Unavailable, HttpStatusCode.ServiceUnavailable, "try again in a minute")]
    [InlineData(StatusCode.PermissionDenied, HttpStatusCode.BadGateway, "Backend:TokenFile")]
    [InlineData(StatusCode.Internal, HttpStatusCode.BadGateway, "Something went wrong in the backend")]
    public async Task A_backend_that_fails_is_said_in_words_and_without_its_insides(StatusCode failure, HttpStatusCode status, string advice)
    {
        using var person = await _portal.SignedInAsync("en");
        _portal.Scene.Failure = failure;
        foreach (var path in new[] { "/status", "/boxes", "/timeslots", "/timeslots/20260621T1100Z", "/anchors", "/forecasts" })
        {
            var page = await person.GetAsync(path);
            Assert.Equal(status, page.Status);
            Assert.Contains(advice, page.Main, StringComparison.Ordinal);
            Assert.DoesNotContain("secret detail", page.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", page.Text, StringComparison.Ordinal);
        }
    }

    public void Dispose() => _portal.Scene.Fill();
}
