using System.IO.Compression;
using System.Text;
using LocalEnergyMarket.Backend.Mastr.Importing;
using LocalEnergyMarket.Backend.Mastr.Units;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Mastr.Tests;

public sealed class MastrImportTests(MastrDatabase database)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_sample_export_is_taken_with_its_quirks()
    {
        await using var store = await database.OpenAsync();
        await using var zip = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Data", "Gesamtdatenexport_20260131_25.2.zip"));

        var summary = await new MastrImport(store).RunAsync(zip, Cancellation);

        Assert.Equal((10, 5), (summary.Units, summary.MarketActors));
        var units = new UnitRegister(store);
        var roof = await units.FindAsync("SEE910000000019", Cancellation);
        Assert.Equal(("Dachanlage Süd", UnitKind.Solar, "01067", new Watts(9_960), "ABR900000000119"),
            (roof!.Name, roof.Kind, roof.Postcode, roof.GrossPower, roof.OperatorNumber));
        Assert.Equal("24", roof.Fields["AnzahlModule"]);
        Assert.Equal(UnitKind.Consumer, (await units.FindAsync("SVE910000000415", Cancellation))!.Kind);
        Assert.Equal("SEE910000000019", Assert.Single(await units.ListAsync("01067", "", 1, Cancellation)).Id);
        Assert.Equal("SEE910000000019", Assert.Single(await units.FindAsync(["SEE910000000019", "SEE000000000000"], Cancellation)).Id);
    }

    [Fact]
    public async Task A_second_import_replaces_and_doubles_nothing()
    {
        await using var store = await database.OpenAsync();
        var import = new MastrImport(store);
        await import.RunAsync(Zip(("EinheitenSolar_1.xml", Solar("SEE910000000019", "Alt"))), Cancellation);
        await import.RunAsync(Zip(("EinheitenSolar_1.xml", Solar("SEE910000000019", "Neu"))), Cancellation);

        var units = await new UnitRegister(store).ListAsync("", "", 10, Cancellation);
        Assert.Equal("Neu", Assert.Single(units).Name);
    }

    [Theory]
    [InlineData("cut", "EinheitenSolar_2.xml")]
    [InlineData("only the declaration", "EinheitenSolar_2.xml")]
    public async Task A_damaged_file_is_named_and_nothing_is_taken(string damage, string file)
    {
        await using var store = await database.OpenAsync();
        var good = Solar("SEE910000000019", "Gut");
        var bad = damage == "cut" ? good[..^40] : "<?xml version=\"1.0\" encoding=\"utf-16\"?>";

        var error = await Assert.ThrowsAsync<MastrException>(() =>
            new MastrImport(store).RunAsync(Zip(("EinheitenSolar_1.xml", good), (file, bad)), Cancellation));

        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Empty(await new UnitRegister(store).ListAsync("", "", 10, Cancellation));
    }

    [Fact]
    public async Task A_damaged_member_of_the_zip_is_named()
    {
        await using var store = await database.OpenAsync();
        using var zip = Zip(("EinheitenSolar_1.xml", Solar("SEE910000000019", "Gut")));
        var bytes = zip.ToArray();

        // Behind the local header (30 bytes and the name) the compressed data begin: a block type that does not exist.
        bytes[30 + "EinheitenSolar_1.xml".Length] = 0xFF;
        var error = await Assert.ThrowsAsync<MastrException>(() => new MastrImport(store).RunAsync(new MemoryStream(bytes), Cancellation));
        Assert.Contains("EinheitenSolar_1.xml", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_character_that_XML_forbids_costs_no_unit()
    {
        await using var store = await database.OpenAsync();
        var summary = await new MastrImport(store).RunAsync(
            Zip(("EinheitenSolar_1.xml", Solar("SEE910000000019", "Dach\u0003 \uD800 &#x1F; 𝄞"))), Cancellation);

        Assert.Contains(summary.Warnings, warning => warning.StartsWith("EinheitenSolar_1.xml: 1 characters", StringComparison.Ordinal));
        Assert.Equal("Dach\uFFFD \uFFFD \u001F 𝄞", (await new UnitRegister(store).FindAsync("SEE910000000019", Cancellation))!.Name);
    }

    [Fact]
    public async Task What_is_no_zip_is_refused_in_words()
    {
        await using var store = await database.OpenAsync();
        var error = await Assert.ThrowsAsync<MastrException>(() => new MastrImport(store).RunAsync(new MemoryStream([1, 2, 3]), Cancellation));
        Assert.Contains("not a zip", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SEE910000000019", true)]
    [InlineData("SEE910000000018", false)]
    [InlineData("SEE91234567890", false)]
    public void The_check_digit_is_the_EAN_rules(string number, bool right) => Assert.Equal(right, MastrNumber.HasRightCheckDigit(number));

    static string Solar(string number, string name) =>
        $"<?xml version=\"1.0\" encoding=\"utf-16\"?><EinheitenSolar><EinheitSolar><EinheitMastrNummer>{number}</EinheitMastrNummer>"
        + $"<NameStromerzeugungseinheit>{name}</NameStromerzeugungseinheit></EinheitSolar></EinheitenSolar>";

    static MemoryStream Zip(params IEnumerable<(string Name, string Xml)> files)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, xml) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.Unicode.GetPreamble());
                foreach (var c in xml)
                {
                    entry.Write([(byte)c, (byte)(c >> 8)]);
                }
            }
        }

        stream.Position = 0;
        return stream;
    }
}
