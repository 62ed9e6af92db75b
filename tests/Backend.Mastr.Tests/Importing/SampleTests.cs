using LocalEnergyMarket.Backend.Mastr.Records;
using LocalEnergyMarket.Backend.Mastr.Units;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Mastr.Tests.Importing;

/// <summary>The sample export: its README says what each record is for.</summary>
public sealed class SampleTests(MastrDatabase database)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_sample_is_taken_whole()
    {
        await using var bed = await ImportBed.OpenAsync(database);

        var report = await bed.ImportAsync(Zips.Sample);

        Assert.True(report.IsWhole);
        Assert.Equal((10L, 5L, 1L, new DateOnly(2026, 1, 31)), (report.Units, report.MarketActors, report.Repeated, report.ExportDate));
        Assert.Equal(
            (5L, 2L, 1L, 1L, 1L, 2L, 1L, 6L, 5L),
            (report.Counts["EinheitenSolar"], report.Counts["EinheitenWind"], report.Counts["EinheitenStromSpeicher"], report.Counts["EinheitenStromVerbraucher"],
                report.Counts["EinheitenVerbrennung"], report.Counts["GeloeschteUndDeaktivierteEinheiten"], report.Counts["GeloeschteUndDeaktivierteMarktakteure"],
                report.Counts["Lokationen"], report.Counts["Netzanschlusspunkte"]));
        Assert.Empty(report.Warnings);
        Assert.Equal(5L, await bed.ScalarAsync<long>("select (counts ->> '1')::bigint from mastr_generations where state = 'current'"));
    }

    [Fact]
    public async Task A_unit_has_its_columns_and_every_field()
    {
        await using var bed = await ImportBed.OpenAsync(database);
        await bed.ImportAsync(Zips.Sample);

        var roof = await bed.Units.FindAsync("SEE910000000019", Cancellation);
        Assert.Equal(
            ("Dachanlage Süd", UnitKind.Solar, "01067", new Watts(9_960), "ABR900000000119", "24"),
            (roof!.Name, roof.Kind, roof.Postcode, roof.GrossPower, roof.OperatorNumber, roof.Fields["AnzahlModule"]));
        Assert.Equal(roof.Fields["EegMaStRNummer"], roof.Fields["eegmastrnummer"]);
        Assert.Contains(" & ", (await bed.Units.FindAsync("SEE910000000026", Cancellation))!.Name, StringComparison.Ordinal);
        Assert.Equal(UnitKind.Consumer, (await bed.Units.FindAsync("SVE910000000415", Cancellation))!.Kind);
        Assert.Equal(2495, await bed.ScalarAsync<int>("select energy_carrier from mastr_records where number = 'SEE910000000019'"));
    }

    [Fact]
    public async Task The_units_of_an_operator_a_postcode_a_location_and_a_grid_connection_are_found_page_by_page()
    {
        await using var bed = await ImportBed.OpenAsync(database);
        await bed.ImportAsync(Zips.Sample);

        Assert.Equal(
            ["SEE910000000033", "SEE910000000040", "SEE910000000316"],
            (await bed.Units.ListByOperatorAsync("ABR900000000331", "", 3, Cancellation)).Select(unit => unit.Id), StringComparer.Ordinal);
        Assert.Equal(
            ["SVE910000000415"], (await bed.Units.ListByOperatorAsync("ABR900000000331", "SEE910000000316", 3, Cancellation)).Select(unit => unit.Id), StringComparer.Ordinal);
        Assert.Equal(
            ["SEE910000000019", "SEE910000000026", "SEE910000000217"],
            (await bed.Units.ListByOperatorAsync("ABR900000000119", "", 10, Cancellation)).Select(unit => unit.Id), StringComparer.Ordinal);
        Assert.Contains("SEE910000000019", (await bed.Units.ListAsync("01067", "", 10, Cancellation)).Select(unit => unit.Id), StringComparer.Ordinal);
        var ground = await bed.Units.FindAsync("SEE910000000033", Cancellation);
        var point = await bed.ScalarAsync<string>($"select number from mastr_records where kind = 51 and location = '{ground!.Fields["LokationMaStRNummer"]}' order by number limit 1");
        Assert.Contains(ground.Id, (await bed.Units.ListByGridConnectionAsync(point!, "", 10, Cancellation)).Select(unit => unit.Id), StringComparer.Ordinal);
        Assert.Contains(ground.Id, (await bed.Units.ListByLocationAsync(ground.Fields["LokationMaStRNummer"], "", 10, Cancellation)).Select(unit => unit.Id), StringComparer.Ordinal);
    }

    [Fact]
    public async Task All_units_are_listed_in_the_order_of_their_numbers_whatever_their_kind()
    {
        await using var bed = await ImportBed.OpenAsync(database);
        await bed.ImportAsync(Zips.Sample);

        var all = await bed.NumbersAsync();
        var paged = new List<string>();
        while ((await bed.Units.ListAsync("", paged.LastOrDefault(""), 3, Cancellation)) is { Count: > 0 } page)
        {
            paged.AddRange(page.Select(unit => unit.Id));
        }

        Assert.Equal(10, all.Count);
        Assert.Equal(all.Order(StringComparer.Ordinal), paged, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Records_without_a_number_of_their_own_are_told_apart_by_what_they_say()
    {
        await using var bed = await ImportBed.OpenAsync(database);
        await bed.ImportAsync(Zips.Sample);

        Assert.Equal(2L, await bed.ScalarAsync<long>("select count(*) from mastr_records where kind = 60 and number like 'SEE910000000033/%'"));
    }

    [Fact]
    public async Task Marked_absent_is_absent_and_lists_are_split()
    {
        await using var bed = await ImportBed.OpenAsync(database);
        await bed.ImportAsync(Zips.Sample);

        var ground = await bed.Units.FindAsync("SEE910000000033", Cancellation);
        Assert.Equal("", ground!.Fields.Text("Hausnummer"));
        Assert.True(ground.Fields.Truth("Hausnummer_nv"));
        var plant = await bed.ScalarAsync<string>("select data::text from mastr_records where kind = 22 limit 1");
        Assert.Equal(
            ["SEE910000000118", "SEE910000000125"], MastrJson.Read(System.Text.Encoding.UTF8.GetBytes(plant!)).List("VerknuepfteEinheitenMaStRNummern"), StringComparer.Ordinal);
    }
}
