using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Xml;
using LocalEnergyMarket.Backend.Mastr;
using LocalEnergyMarket.Backend.Mastr.Importing;
using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Benchmarks.Edge;
using LocalEnergyMarket.Testbed.Postgres;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Benchmarks.Mastr;

/// <summary>`./lem bench mastr`: how fast the register's bulk export is taken in, and in how much memory.</summary>
static class MastrSuite
{
    /// <summary>The import in a process of its own, whose memory is measured.</summary>
    public const string Command = "mastr-import-process";

    /// <summary>How many units the export has; a million if it is not set.</summary>
    const string Units = "LEM_BENCH_UNITS";

    public static bool Has(string word) => word.Length > 2 && "mastr".Contains(word, StringComparison.OrdinalIgnoreCase);

    public static async Task RunAsync(TextWriter output)
    {
        var units = int.TryParse(Environment.GetEnvironmentVariable(Units), CultureInfo.InvariantCulture, out var wanted) ? wanted : 1_000_000;
        using var scratch = new ScratchFolder();
        var zip = scratch.In("Gesamtdatenexport_20260131_25.2.zip");
        var export = new GeneratedExport(units, seed: 6);
        var start = Stopwatch.GetTimestamp();
        export.Write(zip);
        await output.WriteLineAsync($"\n{$"an export of {Figures.Count(units)} units",-52}{"",14}{"goal",12}");
        Write(output, "made, seconds", Stopwatch.GetElapsedTime(start).TotalSeconds, "");
        Write(output, "  zip, MB", new FileInfo(zip).Length / 1e6, "");
        Write(output, "  unpacked, MB", Unpacked(zip) / 1e6, "");

        start = Stopwatch.GetTimestamp();
        var read = Bare(zip);
        Write(output, "units a second, inflated and read by XmlReader alone", read / Stopwatch.GetElapsedTime(start).TotalSeconds, "");
        await ImportAsync(zip, units + 1, scratch.In("postgres"), output);
        await output.WriteLineAsync($"  load of the machine {(await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0]}");
    }

    /// <summary>In the process of its own.</summary>
    public static async Task<int> ImportAsync(string zip, string connection)
    {
        await using var store = DocumentStore.For(options =>
        {
            options.Connection(connection);
            options.AddModule(new MastrSchema());
        });
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync(CancellationToken.None);
        var watch = new Stages();
        var start = Stopwatch.GetTimestamp();
        var report = await new MastrImporter(store, new()).RunAsync(zip, Path.GetFileName(zip), null, watch, CancellationToken.None);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var process = ProcessFigures.Of(Environment.ProcessId);
        Console.WriteLine(JsonSerializer.Serialize(new Outcome(report.Units, seconds, watch.Loaded is 0 ? seconds : Stopwatch.GetElapsedTime(start, watch.Loaded).TotalSeconds, process.PeakKb, process.Cpu.TotalSeconds)));
        return 0;
    }

    static async Task ImportAsync(string zip, int units, string folder, TextWriter output)
    {
        await using var cluster = await PostgresCluster.StartAsync(folder, CancellationToken.None);
        var info = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true, ArgumentList = { Command, zip, cluster.ConnectionString } };
        using var process = Process.Start(info)!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var outcome = JsonSerializer.Deserialize<Outcome>(text) ?? throw new InvalidOperationException("The import said nothing.");
        if (outcome.Units != units)
        {
            throw new InvalidOperationException($"{outcome.Units} of {units} units were taken.");
        }

        Write(output, "units a second, imported, indexed and switched to", outcome.Units / outcome.Seconds, ">= 25000");
        Write(output, "  loaded only", outcome.Units / outcome.LoadedSeconds, "");
        Write(output, "  seconds altogether", outcome.Seconds, "");
        Write(output, "  of the importing process's processor", outcome.Cpu, "");
        Write(output, "most memory of the importing process (VmHWM), MB", outcome.PeakKb / 1024.0, "<= 150");
    }

    /// <summary>What a reader must do at the least.</summary>
    static int Bare(string path)
    {
        var items = 0;
        using var zip = ZipFile.OpenRead(path);
        foreach (var entry in zip.Entries.Where(entry => entry.Name.StartsWith("Einheiten", StringComparison.Ordinal)))
        {
            using var stream = entry.Open();
            using var xml = XmlReader.Create(stream, new() { IgnoreWhitespace = true, CheckCharacters = false });
            while (xml.Read())
            {
                items += xml.NodeType == XmlNodeType.Element && xml.Depth == 1 ? 1 : 0;
            }
        }

        return items;
    }

    static long Unpacked(string path)
    {
        using var zip = ZipFile.OpenRead(path);
        return zip.Entries.Sum(entry => entry.Length);
    }

    static void Write(TextWriter output, string name, double value, string goal) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-52}{value,14:#,0.0}{goal,12}"));

    sealed record Outcome(long Units, double Seconds, double LoadedSeconds, long PeakKb, double Cpu);

    sealed class Stages : IImportWatch
    {
        /// <summary>When all files were loaded.</summary>
        public long Loaded { get; private set; }

        public Task ProgressAsync(long done, long total, string stage, CancellationToken cancellation)
        {
            Loaded = stage == "indexes" ? Stopwatch.GetTimestamp() : Loaded;
            return Task.CompletedTask;
        }
    }
}
