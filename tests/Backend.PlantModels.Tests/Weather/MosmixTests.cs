using System.IO.Compression;
using System.Text;
using LocalEnergyMarket.Backend.PlantModels.Weather;

namespace LocalEnergyMarket.Backend.PlantModels.Tests.Weather;

public sealed class MosmixTests
{
    static readonly byte[] Sample = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Data", "mosmix-sample.kml"));

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_station_is_read_in_the_units_of_the_models()
    {
        var forecast = Assert.Single(await ReadAsync(Sample));
        Assert.Equal(new WeatherStation("X9999", "MUSTERSTADT", new(51.94, 7.65, 60)), forecast.Station);
        Assert.Equal(new DateTimeOffset(2026, 6, 15, 9, 0, 0, TimeSpan.Zero), forecast.IssuedAt);
        Assert.Equal(TimeSpan.FromHours(1), forecast.Step);
        Assert.Equal(6, forecast.Steps.Count);
        var first = forecast.Steps[0];
        Assert.Equal(forecast.IssuedAt, first.Time);
        Assert.Equal(550, first.Global!.Value, 1e-9);
        Assert.Equal(20, first.Temperature!.Value, 1e-9);
        Assert.Equal(2.57, first.Wind);
        Assert.Equal(0.35, first.Cloud);
        Assert.Equal(101_520, first.Pressure);
        Assert.Null(forecast.Steps[4].Temperature);
        Assert.Null(forecast.Steps[3].Cloud);
    }

    [Fact]
    public async Task A_zip_of_it_is_the_same_and_umlauts_of_its_encoding_are_read()
    {
        var text = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(Sample).Replace("MUSTERSTADT", "MÜSTERSTADT", StringComparison.Ordinal));
        var forecast = Assert.Single(await ReadAsync(Zip("MOSMIX_L_LATEST_X9999.kml", text)));
        Assert.Equal("MÜSTERSTADT", forecast.Station.Name);
        Assert.Equal(6, forecast.Steps.Count);
    }

    [Fact]
    public async Task Many_stations_are_read_one_by_one()
    {
        var text = Encoding.Latin1.GetString(Sample);
        var (start, end) = (text.IndexOf("<kml:Placemark>", StringComparison.Ordinal), text.IndexOf("</kml:Placemark>", StringComparison.Ordinal) + "</kml:Placemark>".Length);
        var many = text[..start] + string.Concat(Enumerable.Range(0, 300).Select(i => text[start..end].Replace("X9999", $"X{i:000}", StringComparison.Ordinal))) + text[end..];
        Assert.Equal(Enumerable.Range(0, 300).Select(i => $"X{i:000}"), (await ReadAsync(Encoding.Latin1.GetBytes(many))).Select(forecast => forecast.Station.Id), StringComparer.Ordinal);
        await RefusedAsync(Encoding.Latin1.GetBytes(many), "more than 10 stations", new(Stations: 10));
    }

    [Theory]
    [InlineData("2640.00", "2640.00")]
    [InlineData("     2340.00", "", "has 5 values of Rad1h for 6 time steps")]
    [InlineData("1980.00", "19,80", "'19,80' among the values of Rad1h")]
    [InlineData("1980.00", "NaN", "'NaN' among the values of Rad1h")]
    [InlineData("7.65,51.94,60.0", "7.65", "stands at '7.65'")]
    [InlineData("7.65,51.94,60.0", "7.65,151.94,60.0", "stands at '7.65,151.94,60.0'")]
    [InlineData("2026-06-15T10:00:00.000Z", "yesterday", "'yesterday' is not an instant")]
    [InlineData("2026-06-15T10:00:00.000Z", "2026-06-15T09:00:00.000Z", "does not come after")]
    [InlineData("<dwd:IssueTime>2026-06-15T09:00:00.000Z</dwd:IssueTime>", "", "does not say when it was issued")]
    [InlineData("</kml:Placemark>", "", "not the XML it should be")]
    [InlineData("kml:Placemark", "kml:Other", "has no station")]
    [InlineData("<kml:kml ", "<!DOCTYPE x [<!ENTITY a \"b\">]><kml:kml ", "not the XML it should be")]
    public async Task What_is_wrong_is_said(string right, string wrong, string? message = null)
    {
        var bytes = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(Sample).Replace(right, wrong, StringComparison.Ordinal));
        if (message is null)
        {
            Assert.Single(await ReadAsync(bytes));
            return;
        }

        await RefusedAsync(bytes, message);
    }

    [Fact]
    public async Task Damaged_zips_and_zips_of_something_else_and_bombs_are_refused()
    {
        await RefusedAsync(Zip("readme.txt", Sample), "without a file *.kml");
        await RefusedAsync([.. Zip("a.kml", Sample).AsSpan(0, 200)], "damaged zip");
        await RefusedAsync(Zip("a.kml", [.. Sample, .. Encoding.Latin1.GetBytes(new string(' ', 5_000_000))]), "larger than 1000000 bytes", new(Bytes: 1_000_000));
        await RefusedAsync(Sample, "more than 3 time steps", new(Steps: 3));
        await RefusedAsync([], "not the XML it should be");
    }

    static async Task RefusedAsync(byte[] file, string message, MosmixLimits? limits = null)
    {
        var error = await Assert.ThrowsAsync<PlantModelException>(() => ReadAsync(file, limits));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    static async Task<IReadOnlyList<WeatherForecast>> ReadAsync(byte[] file, MosmixLimits? limits = null)
    {
        using var stream = new MemoryStream(file);
        return await MosmixReader.ReadAsync(stream, limits ?? new(), Cancellation).ToListAsync(Cancellation);
    }

    static byte[] Zip(string name, byte[] content)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        using (var entry = zip.CreateEntry(name).Open())
        {
            entry.Write(content);
        }

        return file.ToArray();
    }
}
