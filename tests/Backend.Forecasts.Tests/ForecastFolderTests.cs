using LocalEnergyMarket.Backend.Forecasts.Importing;
using LocalEnergyMarket.Backend.Forecasts.Intake;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Backend.Forecasts.Tests;

public sealed class ForecastFolderTests(ForecastCluster cluster) : IDisposable
{
    readonly ScratchFolder _folder = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_complete_is_taken_or_refused_with_a_report()
    {
        await using var database = await cluster.NewAsync(Cancellation);
        var folder = new ForecastFolder(database.Source, new(database.Beliefs, new NoPowers(), TimeProvider.System), TimeProvider.System);
        Directory.CreateDirectory(_folder.In("north"));
        Directory.CreateDirectory(_folder.In("nobody"));
        Put("day.csv", File.ReadAllText(Files.Sample("prognose-2026-03-29-utc.csv")));
        Put("same.csv", File.ReadAllText(Files.Sample("prognose-2026-03-29-utc.csv")));
        Put("north/lokal.csv", File.ReadAllText(Files.Sample("prognose-2026-06-15-lokal.csv")));
        Put("north/short.csv", string.Join('\n', File.ReadLines(Files.Sample("prognose-2026-06-15-lokal.csv")).Take(90)));
        Put("day.csv.part", "x");
        Put("nobody/x.csv", "x");
        Put("new.csv", "x", TimeSpan.Zero);

        var result = await folder.LookAsync(_folder.Path, TimeSpan.FromMinutes(1), Format, Cancellation);

        Assert.Equal((3, 1, 1), (result!.Taken, result.Refused, result.Waiting));
        Assert.Empty(result.Failed);
        Assert.Equal("day.csv.part new.csv nobody/x.csv", string.Join(' ', Left()));
        Assert.Contains("92 Werte von 1 Einheiten, 29.03.2026 00:00 bis 30.03.2026 00:00", Report("done/day.csv"), StringComparison.Ordinal);
        Assert.Contains("The same file was there already", Report("done/same.csv"), StringComparison.Ordinal);
        Assert.Contains("Taken as forecast of north", Report("north/done/lokal.csv"), StringComparison.Ordinal);
        Assert.Contains("Zeile 90: der 15.06.2026 hat 89 von 96 Viertelstunden für Erzeugung", Report("north/refused/short.csv"), StringComparison.Ordinal);
        Assert.Contains("line 90: 2026-06-15 has 89 of 96 quarter hours for generation", Report("north/refused/short.csv"), StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.In("done/day.csv")) && File.Exists(_folder.In("north/refused/short.csv")));

        Put("day.csv", "again");
        Assert.Equal(1, (await folder.LookAsync(_folder.Path, TimeSpan.FromMinutes(1), Format, Cancellation))!.Refused);
    }

    [Fact]
    public async Task Only_one_process_looks_and_what_one_left_behind_the_next_finishes()
    {
        await using var database = await cluster.NewAsync(Cancellation);
        var import = new ForecastImport(database.Beliefs, new NoPowers(), TimeProvider.System);
        for (var i = 0; i < 20; i++)
        {
            Put($"{i}.csv", $"start_utc;mastr;direction;wh\n2026-06-21 12:15;{Files.Unit};generation;{i}\n");
        }

        // One died when it had taken this one and not moved it yet.
        await using (var file = File.OpenRead(_folder.In("7.csv")))
        {
            await import.RunAsync(file, "7.csv", new(), Cancellation);
        }

        var folders = Enumerable.Range(0, 4).Select(_ => new ForecastFolder(database.Source, import, TimeProvider.System)).ToArray();
        var results = await Task.WhenAll(folders.Select(folder => folder.LookAsync(_folder.Path, TimeSpan.FromMinutes(1), Format, Cancellation)));
        Assert.Equal(20, results.Sum(result => result?.Taken ?? 0));
        Assert.All(results, result => Assert.Empty(result?.Failed ?? []));
        var slot = await database.Beliefs.BeliefsAsync(new(Files.Unit, new(1_782_044_100)), Cancellation).SingleAsync(Cancellation);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (long)i), slot.NewestFirst.Select(belief => belief.Energy.Value).Order());
    }

    public void Dispose() => _folder.Dispose();

    static SupplierFormat? Format(string supplier, string name) => supplier switch
    {
        "" => new(),
        "north" => new() { Source = "north", Zone = FileZone.Berlin, UnitNumber = Files.Unit, WholeDays = true },
        _ => null,
    };

    IEnumerable<string> Left() => Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories)
        .Where(path => Path.GetFileName(Path.GetDirectoryName(path)) is not ("done" or "refused"))
        .Select(path => Path.GetRelativePath(_folder.Path, path)).Order(StringComparer.Ordinal);

    string Report(string file) => File.ReadAllText(_folder.In(file + ".report.txt"));

    void Put(string name, string text, TimeSpan? age = null)
    {
        File.WriteAllText(_folder.In(name), text);
        File.SetLastWriteTimeUtc(_folder.In(name), DateTime.UtcNow - (age ?? TimeSpan.FromHours(1)));
    }
}
