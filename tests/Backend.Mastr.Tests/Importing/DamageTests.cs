using System.Text;

namespace LocalEnergyMarket.Backend.Mastr.Tests.Importing;

/// <summary>A damaged export leaves everything as it was.</summary>
public sealed class DamageTests(MastrDatabase database)
{
    const string First = "SEE910000000019";

    [Theory]
    [InlineData("cut")]
    [InlineData("cut between elements")]
    [InlineData("wrong end")]
    [InlineData("odd number of bytes")]
    [InlineData("document type")]
    public async Task A_damaged_file_is_named_and_nothing_is_taken(string damage)
    {
        await using var bed = await ImportBed.OpenAsync(database);
        await bed.ImportSolarAsync(Zips.Solar(First));
        var good = Zips.SolarFile(Zips.Solar("SEE910000000026"));
        var text = Zips.Xml("EinheitenSolar", Zips.Solar("SEE910000000033"));
        var bad = damage switch
        {
            "cut" => good[..^90],
            "cut between elements" => good[..^44],
            "wrong end" => Zips.Utf16(text.Replace("</EinheitSolar>", "</EinheitWind>", StringComparison.Ordinal)),
            "odd number of bytes" => good[..^1],
            _ => Zips.Utf16(text.Replace("<EinheitenSolar>", "<!DOCTYPE x [<!ENTITY y 'z'>]><EinheitenSolar>", StringComparison.Ordinal)),
        };

        var error = await Assert.ThrowsAsync<MastrException>(() => bed.ImportAsync(bed.Zips.Of(("EinheitenSolar_1.xml", good), ("EinheitenSolar_2.xml", bad))));

        Assert.Equal((MastrError.FileInvalid, "EinheitenSolar_2.xml"), (error.Error, error.Subject));
        Assert.Equal([First], await bed.NumbersAsync(), StringComparer.Ordinal);
        Assert.Equal(0L, await bed.ScalarAsync<long>("select count(*) from mastr_generations where state = 'loading'"));
        Assert.Equal(1L, await bed.ScalarAsync<long>("select count(*) from pg_tables where tablename like 'mastr\\_records\\__'"));
    }

    [Fact]
    public async Task Bytes_that_are_not_those_that_were_packed_are_noticed()
    {
        await using var bed = await ImportBed.OpenAsync(database);
        var file = bed.Zips.Of(("EinheitenSolar_1.xml", Zips.SolarFile(Zips.Solar(First))));
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);

        // The checksum in the central directory, 16 bytes behind its signature.
        var directory = bytes.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        bytes[directory + 16] ^= 1;
        var error = await Assert.ThrowsAsync<MastrException>(() => bed.ImportAsync(bed.Zips.Write(bytes)));

        Assert.Contains("EinheitenSolar_1.xml: the file is cut or damaged", error.Message, StringComparison.Ordinal);
        Assert.Empty(await bed.NumbersAsync());
    }

    [Fact]
    public async Task A_damaged_member_of_the_zip_is_named()
    {
        await using var bed = await ImportBed.OpenAsync(database);
        var bytes = await File.ReadAllBytesAsync(bed.Zips.Of(("EinheitenSolar_1.xml", Zips.SolarFile(Zips.Solar(First)))), TestContext.Current.CancellationToken);

        // Behind the local header (30 bytes and the name) the compressed data begin: a block type that does not exist.
        bytes[30 + "EinheitenSolar_1.xml".Length] = 0xFF;
        var error = await Assert.ThrowsAsync<MastrException>(() => bed.ImportAsync(bed.Zips.Write(bytes)));
        Assert.Contains("EinheitenSolar_1.xml", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no zip")]
    [InlineData("cut zip")]
    [InlineData("no units")]
    [InlineData("no file")]
    public async Task What_is_no_export_is_refused_in_words(string what)
    {
        await using var bed = await ImportBed.OpenAsync(database);
        var sample = await File.ReadAllBytesAsync(Zips.Sample, TestContext.Current.CancellationToken);
        var path = what switch
        {
            "no zip" => bed.Zips.Write("kein Archiv"u8.ToArray()),
            "cut zip" => bed.Zips.Write(sample[..(sample.Length / 2)]),
            "no units" => bed.Zips.Of(("Netze.xml", Encoding.UTF8.GetBytes("<Netze/>"))),
            _ => "/nowhere/export.zip",
        };
        var expected = what switch { "no units" => "holds no units", "no file" => "cannot be opened", _ => "not a zip" };

        var error = await Assert.ThrowsAsync<MastrException>(() => bed.ImportAsync(path));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
