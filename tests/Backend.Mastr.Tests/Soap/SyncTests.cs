using LocalEnergyMarket.Backend.Mastr.Tests.Soap.Peer;

namespace LocalEnergyMarket.Backend.Mastr.Tests.Soap;

/// <summary>Whole rounds against the peer and a real PostgreSQL.</summary>
[Collection(SyncGroup.Name)]
public sealed class SyncTests(SyncPlace place)
{
    [Fact]
    public async Task An_area_is_filled_with_units_and_what_is_linked_to_them()
    {
        await using var bench = await SyncBench.StartAsync(place);
        bench.World.Fill(20, "48155");
        bench.World.Fill(5, "01067", from: 100);

        var result = await bench.SyncAsync();

        Assert.StartsWith("20 units", result, StringComparison.Ordinal);
        Assert.Equal(20L, await bench.ScalarAsync<long>("select count(*) from mastr_records where kind <= 19"));
        Assert.Equal(0L, await bench.ScalarAsync<long>("select count(*) from mastr_records where postcode = '01067'"));
        var solar = World.Number("SEE", 2);
        Assert.Equal("699", await bench.FieldAsync("EinheitenSolar", solar, "Hauptausrichtung"));
        Assert.Equal("1", await bench.FieldAsync("EinheitenSolar", solar, "Hausnummer_nv"));
        var number = solar[3..];
        Assert.Equal(solar, await bench.FieldAsync("AnlagenEegSolar", $"EEG{number}", "VerknuepfteEinheitenMaStRNummern"));
        Assert.Equal($"SAN{number}", await bench.FieldAsync("Lokationen", $"SEL{number}", "NetzanschlusspunkteMaStRNummern"));
        Assert.Equal("354", await bench.FieldAsync("Netzanschlusspunkte", $"SAN{number}", "Spannungsebene"));
        Assert.Equal(World.GridOperator, await bench.FieldAsync("Netzanschlusspunkte", $"SAN{number}", "NetzbetreiberMaStRNummer"));
        Assert.Equal("10.240", await bench.FieldAsync("AnlagenStromSpeicher", $"SSE{World.Number("SEE", 1)[3..]}", "NutzbareSpeicherkapazitaet"));
        Assert.Equal("341", await bench.FieldAsync("Marktakteure", World.GridOperator, "Bundesland"));
        Assert.Equal("Anschlussnetzbetreiber", await bench.FieldAsync("MarktakteureUndRollen", $"{World.GridOperator}AN", "Marktrolle"));
        Assert.Equal("ENERCON GmbH", await bench.FieldAsync("Katalogwerte", "1586", "Wert"));
        Assert.Empty(bench.Warnings);
    }

    [Fact]
    public async Task The_next_round_asks_for_changes_of_the_day_before_and_only_details_of_what_changed()
    {
        await using var bench = await SyncBench.StartAsync(place);
        bench.World.Fill(20, "48155");
        await bench.SyncAsync();
        var first = bench.Peer.Calls.Count;
        bench.World.Now = bench.World.Now.AddDays(1);
        var changed = bench.World.Add(4, "Solareinheit", "48155", updated: bench.World.Now.AddHours(-30));
        bench.World.Add(5, "Solareinheit", "48155", updated: bench.World.Now.AddHours(-50));

        var result = await bench.SyncAsync();

        Assert.StartsWith("1 units", result, StringComparison.Ordinal);
        var second = bench.Peer.Calls.Skip(first).ToList();
        Assert.Equal(["2026-11-21T08:36:54"], second.First(call => call.Operation == "GetGefilterteListeStromErzeuger")["datumAb"]);
        Assert.Equal([changed.Number], second.Where(call => call.Operation.StartsWith("GetEinheit", StringComparison.Ordinal)).SelectMany(call => call["einheitMastrNummer"]), StringComparer.Ordinal);
        Assert.Equal("2026-11-22T02:36:54.0000000", await bench.FieldAsync("EinheitenSolar", changed.Number, "DatumLetzteAktualisierung"));
    }

    [Fact]
    public async Task What_is_linked_may_change_while_the_units_own_stamp_stays()
    {
        await using var bench = await SyncBench.StartAsync(place);
        bench.World.Fill(3, "48155");
        bench.World.Fill(3, "01067", from: 50);
        await bench.SyncAsync();
        bench.World.Now = bench.World.Now.AddDays(1);
        foreach (var unit in bench.World.Units.Values.ToList())
        {
            bench.World.Units[unit.Number] = unit with { LinkedUpdated = bench.World.Now.AddHours(-1), Name = $"{unit.Name} neu" };
        }

        await bench.SyncAsync();

        Assert.Equal(3L, await bench.ScalarAsync<long>("select count(*) from mastr_records where kind = 52 and data ->> 'NameDerTechnischenLokation' like '% neu'"));
        Assert.Equal(3L, await bench.ScalarAsync<long>("select count(*) from mastr_records where kind = 51 and data ->> 'NetzanschlusspunktBezeichnung' like '% neu'"));
        Assert.Equal(0L, await bench.ScalarAsync<long>("select count(*) from mastr_records where postcode = '01067'"));
    }

    [Fact]
    public async Task Deleted_and_deactivated_units_keep_their_records_with_that_state_and_a_customers_is_warned_of()
    {
        await using var bench = await SyncBench.StartAsync(place);
        bench.World.Fill(6, "48155");
        await bench.SyncAsync();
        bench.World.Now = bench.World.Now.AddDays(1);
        var (deleted, deactivated) = (bench.World.Units[World.Number("SEE", 2)], bench.World.Units[World.Number("SEE", 4)]);
        bench.World.Units[deleted.Number] = deleted with { SystemStatus = "Geloescht", Updated = bench.World.Now.AddHours(-2) };
        bench.World.Units[deactivated.Number] = deactivated with { SystemStatus = "Deaktiviert", Updated = bench.World.Now.AddHours(-1) };
        bench.OwnUnits.Add(deactivated.Number);

        await bench.SyncAsync();

        Assert.Equal("572", await bench.FieldAsync("EinheitenSolar", deleted.Number, "EinheitSystemstatus"));
        Assert.Equal("473", await bench.FieldAsync("EinheitenSolar", deactivated.Number, "EinheitSystemstatus"));
        Assert.Equal("1", await bench.FieldAsync("GeloeschteUndDeaktivierteEinheiten", deleted.Number, "Einheittyp"));
        Assert.Equal(2L, await bench.ScalarAsync<long>("select count(*) from mastr_records where kind <= 19 and gone_at is not null"));
        Assert.Equal(deactivated.Name, await bench.FieldAsync("EinheitenSolar", deactivated.Number, "NameStromerzeugungseinheit"));
        Assert.Contains(deactivated.Number, Assert.Single(bench.Warnings), StringComparison.Ordinal);
        Assert.Contains("deactivated", bench.Warnings.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_unit_that_is_activated_again_is_there_again()
    {
        await using var bench = await SyncBench.StartAsync(place);
        bench.World.Fill(3, "48155");
        await bench.SyncAsync();
        var unit = bench.World.Units[World.Number("SEE", 2)];
        foreach (var status in new[] { "Deaktiviert", "Aktiv" })
        {
            bench.World.Now = bench.World.Now.AddDays(1);
            bench.World.Units[unit.Number] = unit with { SystemStatus = status, Updated = bench.World.Now.AddHours(-1) };
            await bench.SyncAsync();
        }

        Assert.Equal("472", await bench.FieldAsync("EinheitenSolar", unit.Number, "EinheitSystemstatus"));
        Assert.Equal(0L, await bench.ScalarAsync<long>("select count(*) from mastr_records where kind <= 19 and gone_at is not null"));
        Assert.Equal(1L, await bench.ScalarAsync<long>("select count(*) from mastr_records where kind = 70 and gone_at is not null"));
    }

    [Fact]
    public async Task A_customers_unit_is_followed_wherever_it_stands()
    {
        await using var bench = await SyncBench.StartAsync(place);
        bench.World.Fill(2, "01067");
        bench.Scope = SyncBench.Area with { Postcodes = [] };
        bench.OwnUnits.Add(World.Number("SEE", 2));

        await bench.SyncAsync();
        bench.World.Now = bench.World.Now.AddDays(1);
        bench.World.Units[World.Number("SEE", 2)] = bench.World.Units[World.Number("SEE", 2)] with { SystemStatus = "Geloescht", Updated = bench.World.Now };
        await bench.SyncAsync();

        Assert.Equal(1L, await bench.ScalarAsync<long>("select count(*) from mastr_records where kind <= 19"));
        Assert.Equal("572", await bench.FieldAsync("EinheitenSolar", World.Number("SEE", 2), "EinheitSystemstatus"));
        Assert.Contains("deleted", Assert.Single(bench.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_only_the_export_has_stays()
    {
        await using var bench = await SyncBench.StartAsync(place);
        bench.World.Fill(2, "48155");
        await bench.SyncAsync();
        var number = World.Number("SEE", 2);
        await bench.ScalarAsync<int>($"update mastr_records set data = data || '{{\"SpeicherAmGleichenOrt\": \"1\", \"Adresszusatz\": \"Hof\"}}' where kind = 1 and number = '{number}'");
        bench.World.Now = bench.World.Now.AddDays(1);
        bench.World.Add(2, "Solareinheit", "48155", updated: bench.World.Now);

        await bench.SyncAsync();

        Assert.Equal("1", await bench.FieldAsync("EinheitenSolar", number, "SpeicherAmGleichenOrt"));
        Assert.Null(await bench.FieldAsync("EinheitenSolar", number, "Adresszusatz"));
    }
}
