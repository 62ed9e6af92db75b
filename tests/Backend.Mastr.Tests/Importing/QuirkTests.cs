using System.Text;

namespace LocalEnergyMarket.Backend.Mastr.Tests.Importing;

/// <summary>What real exports do, one by one.</summary>
public sealed class QuirkTests(MastrDatabase database)
{
    const string First = "SEE910000000019";
    const string Second = "SEE910000000026";
    const string Third = "SEE910000000033";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("EinheitenWind-no-bom.xml")]
    [InlineData("EinheitenWind-utf8.xml")]
    [InlineData("EinheitenWind-unknown-element.xml")]
    public async Task Every_encoding_and_unknown_elements_are_read(string file)
    {
        await using var bed = await ImportBed.OpenAsync(database);
        await bed.ImportAsync(Zips.Sample);
        var expected = (await bed.Units.FindAsync("SEE910000000118", Cancellation))!.Fields;

        var report = await bed.ImportAsync(bed.Zips.Of(("EinheitenWind.xml", Zips.Bad(file))));

        var read = (await bed.Units.FindAsync("SEE910000000118", Cancellation))!.Fields;
        Assert.Equal(2, report.Units);
        Assert.Superset(expected.ToHashSet(), read.ToHashSet());
        Assert.Equal(file.Contains("unknown", StringComparison.Ordinal), read.Count > expected.Count);
    }

    [Fact]
    public async Task Big_endian_is_read_with_and_without_a_mark()
    {
        await using var bed = await ImportBed.OpenAsync(database);
        var xml = Zips.Xml("EinheitenSolar", Zips.Solar(First, "<Ort>Süd</Ort>"));
        await bed.ImportAsync(bed.Zips.Of(
            ("EinheitenSolar_1.xml", [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(xml)]),
            ("EinheitenSolar_2.xml", Encoding.BigEndianUnicode.GetBytes(xml.Replace(First, Second, StringComparison.Ordinal)))));

        Assert.Equal("Süd", (await bed.Units.FindAsync(First, Cancellation))!.Fields["Ort"]);
        Assert.Equal("Süd", (await bed.Units.FindAsync(Second, Cancellation))!.Fields["Ort"]);
    }

    [Fact]
    public async Task A_file_that_holds_only_its_declaration_takes_nothing_away()
    {
        await using var bed = await ImportBed.OpenAsync(database);
        await bed.ImportAsync(Zips.Sample);

        var report = await bed.ImportAsync(bed.Zips.Changed(("Lokationen_1.xml", Zips.Bad("Lokationen-empty-after-declaration.xml"))));

        Assert.Contains(report.Warnings, warning => warning.StartsWith("Lokationen_1.xml: the file holds only its declaration", StringComparison.Ordinal));
        Assert.Equal(6L, await bed.ScalarAsync<long>("select count(*) from mastr_records where kind = 52 and generation = (select id from mastr_generations where state = 'current')"));
    }

    [Fact]
    public async Task A_character_that_XML_forbids_costs_no_unit()
    {
        await using var bed = await ImportBed.OpenAsync(database);
        var report = await bed.ImportSolarAsync(Zips.Solar(First, "<NameStromerzeugungseinheit>Dach\u0003 \uD800 &#x1F; &#0; 𝄞 &unknown; &amp; \"\\</NameStromerzeugungseinheit>"), Zips.Solar(Second));

        Assert.Equal(2, report.Units);
        Assert.Contains(report.Warnings, warning => warning.StartsWith("EinheitenSolar_1.xml: 2 characters", StringComparison.Ordinal));
        Assert.Equal("Dach\uFFFD \uFFFD \u001F \uFFFD 𝄞 &unknown; & \"\\", (await bed.Units.FindAsync(First, Cancellation))!.Name);
    }

    [Fact]
    public async Task Empty_and_missing_elements_are_the_same()
    {
        await using var bed = await ImportBed.OpenAsync(database);
        await bed.ImportSolarAsync(Zips.Solar(First, "<Ort></Ort><Strasse/><Land>  </Land><Postleitzahl> A-6020 </Postleitzahl>"));

        var unit = await bed.Units.FindAsync(First, Cancellation);
        Assert.Equal("A-6020", unit!.Postcode);
        Assert.Equal(["EinheitMastrNummer", "Postleitzahl"], unit.Fields.Keys.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Names_are_known_whatever_their_case_and_their_order()
    {
        await using var bed = await ImportBed.OpenAsync(database);
        await bed.ImportSolarAsync(
            Zips.Solar(First, "<BRUTTOLEISTUNG>5.500</BRUTTOLEISTUNG><LokationMaStRNummer>SEL910000000019</LokationMaStRNummer>"),
            $"<EinheitSolar><lokationmastrnummer>SEL910000000019</lokationmastrnummer><Bruttoleistung>0.0006</Bruttoleistung><einheitMaStRnummer>{Second}</einheitMaStRnummer></EinheitSolar>");

        Assert.Equal(
            [First, Second], (await bed.Units.ListByLocationAsync("SEL910000000019", "", 9, Cancellation)).Select(unit => unit.Id), StringComparer.Ordinal);
        Assert.Equal(5500, (await bed.Units.FindAsync(First, Cancellation))!.GrossPower.Value);
        Assert.Equal(1, (await bed.Units.FindAsync(Second, Cancellation))!.GrossPower.Value);
    }

    [Theory]
    [InlineData("2021-01-02T11:30:05.1746875", "2021-01-02T11:30:05.174687")]
    [InlineData("2021-01-02T11:30:05", "2021-01-02T11:30:05.000000")]
    [InlineData("2021-01-02T11:30:05.17", "2021-01-02T11:30:05.170000")]
    [InlineData("2021-01-02", "2021-01-02T00:00:00.000000")]
    [InlineData("gestern", null)]
    public async Task Stamps_have_up_to_seven_places_and_no_zone(string text, string? expected)
    {
        await using var bed = await ImportBed.OpenAsync(database);
        await bed.ImportSolarAsync(Zips.Solar(First, $"<DatumLetzteAktualisierung>{text}</DatumLetzteAktualisierung>"));

        Assert.Equal(expected ?? "", await bed.ScalarAsync<string>("select coalesce(to_char(updated_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US'), '') from mastr_records"));
        Assert.Equal(text, (await bed.Units.FindAsync(First, Cancellation))!.Fields["DatumLetzteAktualisierung"]);
    }

    [Fact]
    public async Task Files_are_numbered_or_not_in_any_case_and_strangers_are_passed_over()
    {
        await using var bed = await ImportBed.OpenAsync(database);
        var report = await bed.ImportAsync(bed.Zips.Of(
            ("EinheitenSolar.xml", Zips.SolarFile(Zips.Solar(First))),
            ("einheitenwind_1.XML", Zips.Utf16(Zips.Xml("EinheitenWind", Zips.Solar(Second)))),
            ("EinheitenKernkraft.xml", Zips.Utf16(Zips.Xml("EinheitenKernkraft", Zips.Solar(Third)))),
            ("EinheitenFusion_1.xml", Zips.Utf16("<x/>")),
            ("Lies mich.txt", [1, 2, 3])));

        Assert.Equal(3, report.Units);
        Assert.Equal(2, report.Warnings.Count(warning => warning.EndsWith("files of this kind are not known; it was passed over.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_is_repeated_at_the_border_or_anywhere_is_there_once()
    {
        await using var bed = await ImportBed.OpenAsync(database);
        var report = await bed.ImportAsync(bed.Zips.Of(
            ("EinheitenSolar_2.xml", Zips.SolarFile(Zips.Solar(Second), Zips.Solar(Third, "<Ort>neu</Ort><DatumLetzteAktualisierung>2026-02-01T00:00:00</DatumLetzteAktualisierung>"))),
            ("EinheitenSolar_10.xml", Zips.SolarFile(Zips.Solar(Third, "<Ort>alt</Ort><DatumLetzteAktualisierung>2026-01-01T00:00:00</DatumLetzteAktualisierung>"), Zips.Solar("SEE910000000040"))),
            ("EinheitenSolar_1.xml", Zips.SolarFile(Zips.Solar(Third, "<Ort>alt</Ort><DatumLetzteAktualisierung>2026-01-01T00:00:00</DatumLetzteAktualisierung>"), Zips.Solar(First), Zips.Solar(Second)))));

        Assert.Equal([First, Second, Third, "SEE910000000040"], await bed.NumbersAsync(), StringComparer.Ordinal);
        Assert.Equal(3, report.Repeated);
        Assert.Equal(4, report.Units);
        Assert.Equal("neu", (await bed.Units.FindAsync(Third, Cancellation))!.Fields["Ort"]);
    }

    [Fact]
    public async Task An_element_that_stands_twice_or_holds_others_is_a_list()
    {
        await using var bed = await ImportBed.OpenAsync(database);
        await bed.ImportSolarAsync(
            Zips.Solar(First, "<A>1</A><B>x</B><A>2</A><C><Wert>u</Wert><Wert>v</Wert></C><B>ü</B><D><![CDATA[<&>]]></D><!-- nichts --><E>a<!-- --> b</E>"));

        var fields = (await bed.Units.FindAsync(First, Cancellation))!.Fields;
        Assert.Equal(("1, 2", "x, ü", "u, v", "<&>", "a b"), (fields["A"], fields["B"], fields["C"], fields["D"], fields["E"]));
    }

    [Fact]
    public async Task Items_without_a_number_are_counted_and_wrong_check_digits_are_named()
    {
        await using var bed = await ImportBed.OpenAsync(database);
        var report = await bed.ImportSolarAsync(Zips.Solar(First), Zips.Solar(""), Zips.Solar("SEE910000000018"));

        Assert.Equal(2, report.Units);
        Assert.Contains("EinheitenSolar_1.xml: 1 items without EinheitMastrNummer were passed over.", report.Warnings, StringComparer.Ordinal);
        Assert.Contains("EinheitenSolar_1.xml: the check digit of SEE910000000018 is wrong; it was taken all the same.", report.Warnings, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Roles_of_market_actors_are_known_under_the_name_they_had_until_release_25_1()
    {
        await using var bed = await ImportBed.OpenAsync(database);
        await bed.ImportAsync(bed.Zips.Of(
            ("EinheitenSolar.xml", Zips.SolarFile(Zips.Solar(First))),
            ("Marktrollen.xml", Zips.Utf16(Zips.Xml("Marktrollen",
                "<Marktrolle><MarktakteurMastrNummer>SEM900000000669</MarktakteurMastrNummer><MastrNummer>SEM900000000669LT</MastrNummer></Marktrolle>")))));

        Assert.Equal("SEM900000000669", await bed.ScalarAsync<string>("select actor from mastr_records where kind = 41 and number = 'SEM900000000669LT'"));
    }

    [Fact]
    public async Task A_record_longer_than_the_window_is_read()
    {
        await using var bed = await ImportBed.OpenAsync(database);
        var long1 = new string('x', 300_000);
        await bed.ImportSolarAsync(Zips.Solar(First, $"<Weic>{long1}</Weic><Ort>ü{long1}</Ort>"), Zips.Solar(Second));

        var unit = await bed.Units.FindAsync(First, Cancellation);
        Assert.Equal((300_000, 300_001), (unit!.Fields["Weic"].Length, unit.Fields["Ort"].Length));
        Assert.NotNull(await bed.Units.FindAsync(Second, Cancellation));
    }
}
