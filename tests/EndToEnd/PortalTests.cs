using System.Globalization;
using LocalEnergyMarket.MainJob;
using LocalEnergyMarket.Portal.Web.Tests;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.EndToEnd;

/// <summary>The portal in Chromium after the main job: every page shows the run's own numbers.</summary>
[Collection<OneMainJob>]
public sealed class PortalTests(MainJobFixture job, PortalVisit visit) : IClassFixture<PortalVisit>
{
    static readonly CultureInfo German = CultureInfo.GetCultureInfo("de");

    JobFacts Facts => job.Facts;

    string SlotPath => "/timeslots/" + Facts.Timeslot.Start.UtcDateTime.ToString("yyyyMMdd'T'HHmm'Z'", CultureInfo.InvariantCulture);

    string SlotName
    {
        get
        {
            var start = TimeZoneInfo.ConvertTime(Facts.Timeslot.Start, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
            return $"{start.ToString("dd.MM.yyyy, HH:mm", German)}–{start.AddMinutes(15).ToString("HH:mm", German)}";
        }
    }

    [Fact]
    public async Task A_used_invitation_invites_nobody_else()
    {
        var stranger = await visit.Browser.OpenAsync();
        await stranger.GotoAsync(visit.Invitation);
        await stranger.ClickAsync("button.action");
        await stranger.WaitForSelectorAsync("[role=alert]:not(:empty)");
        Assert.Contains("Dieser Code gilt nicht", await stranger.TextContentAsync("[role=alert]"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_says_of_every_part_by_its_name_that_it_is_well()
    {
        await visit.OpenAsync("/status");
        Assert.Equal("Alle Teile sind in Ordnung.", await visit.TextAsync("main .lead"));
        var parts = await visit.Page.Locator("[data-part]").AllAsync();
        Assert.True(parts.Count >= 6, "Database, chain, outbox, boxes and the jobs were expected.");
        foreach (var part in parts)
        {
            Assert.NotEqual(await part.GetAttributeAsync("data-part"), await part.Locator("h2").InnerTextAsync(), StringComparer.Ordinal);
            Assert.Equal("in Ordnung", await part.Locator(".state").InnerTextAsync());
        }

        Assert.Contains($"{job.System.Clock.Factor}-mal so schnell", await visit.TextAsync("main"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_boxes_are_connected_and_show_their_meters_and_units()
    {
        var known = (await job.Api.Operator.Registry.ListBoxesAsync(new(), cancellationToken: TestContext.Current.CancellationToken)).Boxes;
        await visit.OpenAsync("/boxes");
        Assert.Equal(2, await visit.Page.Locator("[data-box]").CountAsync());
        foreach (var (index, part) in job.System.Boxes.Index())
        {
            var card = $"[data-box='{part.BoxId}']";
            Assert.Equal("verbunden", await visit.TextAsync($"{card} .state"));
            var text = await visit.TextAsync(card);
            Assert.Contains(part.ChainAccount, text, StringComparison.Ordinal);
            var shown = long.Parse(await visit.TextAsync($"{card} [data-acknowledged]"), NumberStyles.AllowThousands, German);
            Assert.True(shown >= (long)known.Single(box => box.BoxId == part.BoxId).AcknowledgedSequence);
            Assert.All(
                Neighbourhood.Traders.Where(trader => trader.Box == index + 1),
                trader => Assert.Contains($"{trader.MeterIndex} · {trader.MeterSerial} {trader.DisplayName} {trader.UnitNumber}", text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task The_list_of_timeslots_sums_up_the_quarter_hour()
    {
        var plan = Facts.Plan!;
        await visit.OpenAsync("/timeslots");
        Assert.Equal(
            [SlotName, "abgerechnet", "2 · 3", Energy(plan.Sold.Value + plan.Unsold.Value), Energy(plan.Sold.Value), Energy(plan.Unsold.Value), $"v{Facts.Settlement!.Version}"],
            Assert.Single(await visit.RowsAsync(), row => row[0] == SlotName),
            StringComparer.Ordinal);
    }

    [Fact]
    public async Task The_quarter_hours_book_has_the_offers_and_what_each_bid_holds()
    {
        var plan = Facts.Plan!;
        await visit.OpenAsync(SlotPath);
        Assert.Equal(SlotName, await visit.TextAsync("h1"));
        var sold = await visit.TextAsync($"[data-offer='{Facts.SoldOfferId}']");
        Assert.Contains($"{Energy(plan.Sold.Value)}, teilbar Startpreis {Price(TradePlan.StartPrice.Value)}", sold, StringComparison.Ordinal);
        Assert.Contains($"Einheit {Neighbourhood.Prosumer.DisplayName} {Neighbourhood.Prosumer.UnitNumber}", sold, StringComparison.Ordinal);
        var unsold = await visit.TextAsync($"[data-offer='{Facts.UnsoldOfferId}']");
        Assert.Contains($"{Energy(plan.Unsold.Value)}, ", unsold, StringComparison.Ordinal);
        Assert.Contains("Kein Gebot.", unsold, StringComparison.Ordinal);
        string[][] bids =
        [
            [Neighbourhood.Household.DisplayName, Price(TradePlan.HouseholdPrice.Value), Energy(plan.HouseholdBid.Value)],
            [Neighbourhood.Workshop.DisplayName, Price(TradePlan.WorkshopPrice.Value), Energy(plan.WorkshopBid.Value)],
            [
                Neighbourhood.BatteryOwner.DisplayName, Price(TradePlan.BatteryPrice.Value),
                $"{Energy(plan.BatteryBid.Value - plan.WorkshopBid.Value)} von {Energy(plan.BatteryBid.Value)}",
            ],
        ];
        Assert.Equal(bids, await visit.RowsAsync("Orderbuch"));
    }

    [Fact]
    public async Task The_quarter_hours_result_names_the_buyers_and_the_suppliers_purchase()
    {
        await visit.OpenAsync(SlotPath);
        var result = Facts.Result!;
        Assert.Equal(
            Sorted(
            [
                .. result.Trades.Select(trade => Row(trade, Name(trade.BuyerId), "Markt")),
                .. result.Purchases.Select(trade => Row(trade, "Versorger", "Zukauf des Versorgers")),
            ]),
            Sorted(await visit.RowsAsync("Ergebnis")),
            StringComparer.Ordinal);
    }

    [Fact]
    public async Task The_quarter_hours_energies_are_those_of_the_signed_readings()
    {
        await visit.OpenAsync(SlotPath);
        Assert.Equal(
            Sorted(Facts.Energies.Select(energy => (string[])
            [
                $"{UnitName(energy)} {energy.UnitNumber}", energy.MeterSerial, Energy(energy.ExportWh), Energy(energy.ImportWh), energy.Quality == Quality.Good ? "gemessen" : "berechnet",
                energy.Version.ToString(German),
            ])),
            Sorted(await visit.RowsAsync("Gemessen")),
            StringComparer.Ordinal);
    }

    [Fact]
    public async Task The_quarter_hours_settlement_is_exact_to_the_last_digit()
    {
        await visit.OpenAsync(SlotPath);
        Assert.Equal(
            Sorted(Facts.Settlement!.Lines.Select(line => (string[])
            [
                Name(line.CustomerId), Energy(line.SoldWh), Energy(line.BoughtWh), Energy(line.DeviationWh), Amount(line.TradesUct), Amount(line.DeviationUct),
                Amount(line.FeeUct), Amount(line.TotalUct),
            ])),
            Sorted(await visit.RowsAsync("Abrechnung")),
            StringComparer.Ordinal);
    }

    [Fact]
    public async Task The_quarter_hours_anchors_are_irreversible_with_block_and_transaction()
    {
        await visit.OpenAsync(SlotPath);
        var rows = await visit.RowsAsync("Anker");
        Assert.All(rows, row => Assert.Equal("unumkehrbar", row[1]));
        Assert.Equal(["Messwerte", "Orderbuch", "Ergebnis", "Nachhandel", "Abrechnung"], rows.Select(row => row[0]).Take(5), StringComparer.Ordinal);
        Assert.All(Facts.Anchors, anchor => Assert.Contains(rows, row =>
            row[2] == anchor.BlockNum.ToString("N0", German) && row[3] == anchor.TransactionId && row[4] == Convert.ToHexStringLower(anchor.Root.Span)));

        // The market goes on, quarter hour by quarter hour: this one's may be on an older page.
        var all = new List<string[]>();
        for (var next = "/anchors"; next is not null; next = await visit.HrefAsync("text=Ältere"))
        {
            await visit.OpenAsync(next);
            all.AddRange(await visit.RowsAsync());
        }

        Assert.All(Facts.Anchors, anchor => Assert.Contains(all, row =>
            row[1] == SlotName && row[2] == "unumkehrbar" && row[3] == anchor.BlockNum.ToString("N0", German) && row[4] == anchor.TransactionId[..12] + "…"));
    }

    [Theory]
    [InlineData("desk", 1280, 900)]
    [InlineData("phone", 390, 844)]
    public async Task Every_page_fits_its_screen(string name, int width, int height)
    {
        await visit.Page.SetViewportSizeAsync(width, height);
        foreach (var path in new[] { "/status", "/boxes", "/timeslots", SlotPath, "/anchors" })
        {
            await visit.OpenAsync(path);
            await PasskeyBrowser.ShotAsync(visit.Page, $"mainjob-{name}-{(path == SlotPath ? "timeslot" : path[1..])}");
            Assert.Equal((path, 0), (path, await PasskeyBrowser.OverflowAsync(visit.Page)));
        }

        await visit.Page.SetViewportSizeAsync(1280, 900);
        Assert.Empty(visit.Browser.Complaints);
    }

    static string[] Row(Trade trade, string buyer, string way) =>
        [Name(trade.SellerId), buyer, way, Energy(trade.QuantityWh), Price(trade.PriceMctPerKwh), Amount(trade.AmountUct)];

    static string Name(string customer) => Neighbourhood.Traders.Single(trader => trader.CustomerId == customer).DisplayName;

    static string UnitName(SlotEnergy energy) => Neighbourhood.Traders.Single(trader => trader.UnitNumber == energy.UnitNumber).DisplayName;

    static string Energy(long wattHours) => Number(wattHours / 1_000m, "0.000", "kWh");

    static string Price(long milliCents) => Number(milliCents / 1_000m, "0.000", "ct/kWh");

    static string Amount(long microCents) => Number(microCents / 100_000_000m, "0.00000000", "€");

    static string Number(decimal value, string format, string unit) => $"{value.ToString(format, German).Replace('-', '−')} {unit}";

    static IEnumerable<string> Sorted(IEnumerable<string[]> rows) => rows.Select(row => string.Join(" | ", row)).Order(StringComparer.Ordinal);
}
