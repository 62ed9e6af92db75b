using System.Diagnostics;
using System.Globalization;

namespace LocalEnergyMarket.Benchmarks.Edge;

/// <summary>`./lem bench edge`: what the box takes with twenty meters that are read each second.</summary>
static class EdgeSuite
{
    /// <summary>Set by ./lem: the program as it is shipped.</summary>
    const string Program = "LEM_BENCH_BOX";
    const int Starts = 7;

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    public static bool Has(string word) => word.Length > 2 && "edge".Contains(word, StringComparison.OrdinalIgnoreCase);

    public static async Task RunAsync(TextWriter output)
    {
        var published = Environment.GetEnvironmentVariable(Program);
        var program = published ?? Path.Combine(AppContext.BaseDirectory, "lem-box");
        var before = Load();
        await output.WriteLineAsync($"\n{$"the box, {BenchMeters.Count} meters ({BenchMeters.Type}) each second",-52}{"",14}{"goal",12}");
        await output.WriteLineAsync(published is null ? "  as built, not as shipped: size, memory and start are those of a program that is compiled while it runs" : "  as shipped: compiled ahead of time");
        Write(output, "on disk, MB", Megabytes(published is null ? Directory.EnumerateFiles(AppContext.BaseDirectory).Sum(Length) : Shipped(program).Sum(Length)), "<= 30");
        await using (var bench = await BenchBox.StartAsync(program))
        {
            await StartsAsync(bench, output);
        }

        // With a journal of its own: nothing from before is to be sent.
        await using (var bench = await BenchBox.StartAsync(program))
        {
            await RunningAsync(bench, output);
        }

        Disk(output);
        await output.WriteLineAsync($"  load of the machine {before} before, {Load()} after");
    }

    /// <summary>How soon after its start the box is at work. It reads on full seconds, so that the first poll waits for one besides.</summary>
    static async Task StartsAsync(BenchBox bench, TextWriter output)
    {
        var (firsts, works) = (new List<double>(), new List<double>());
        for (var start = 0; start < Starts; start++)
        {
            // Each start a tenth of a second later within the second.
            await Task.Delay(TimeSpan.FromMilliseconds(((start * 100) + 1_300 - DateTimeOffset.UtcNow.Millisecond) % 1_000));
            bench.Meters.Forget();
            var (began, stamp) = (DateTimeOffset.UtcNow, TimeProvider.System.GetTimestamp());
            await using var box = await bench.RunAsync(string.Create(CultureInfo.InvariantCulture, $"start{start}"));
            await box.UntilAsync("it has polled", _ => Task.FromResult(bench.Meters.First != 0), Patience, CancellationToken.None);
            firsts.Add(TimeProvider.System.GetElapsedTime(stamp, bench.Meters.First).TotalMilliseconds);
            await box.UntilAsync("it has logged", _ => Task.FromResult(Started(box.LogFile) is not null), Patience, CancellationToken.None);
            works.Add((Started(box.LogFile)!.Value - began).TotalMilliseconds);
        }

        Write(output, $"from start to work, ms, median of {Starts} starts", works.Order().ElementAt(Starts / 2), "< 500");
        Write(output, "from start to first poll, ms, shortest", firsts.Min(), "< 500");
        Write(output, "  longest, the wait for the full second included", firsts.Max(), "");
    }

    static async Task RunningAsync(BenchBox bench, TextWriter output)
    {
        await using var box = await bench.RunAsync("box");
        // The first batch is of less than a minute, and a run needs some time until what is compiled often is compiled well.
        await UntilBatchAsync(2);
        var (figures, bytes, readings, requests, stamp) = Now();
        await UntilBatchAsync(3);
        var (figures2, bytes2, readings2, requests2, stamp2) = Now();
        var seconds = Stopwatch.GetElapsedTime(stamp, stamp2).TotalSeconds;
        Write(output, "VmRSS, MB", figures2.ResidentKb / 1024.0, "<= 45");
        Write(output, "  Pss, MB", figures2.ProportionalKb / 1024.0, "");
        Write(output, "  most VmRSS since its start, MB", figures2.PeakKb / 1024.0, "");
        Write(output, "  threads", figures2.Threads, "");
        Write(output, "processor, % of one core", (figures2.Cpu - figures.Cpu).TotalSeconds / seconds * 100, "< 2");
        Write(output, "requests to meters a second", (requests2 - requests) / seconds, "");
        Write(output, "readings a second, all in the backend", (readings2 - readings) / seconds, "");
        Write(output, "bytes up a reading, TLS and HTTP/2 included", (bytes2.Up - bytes.Up) / (double)(readings2 - readings), "< 20");
        Write(output, "  bytes down a reading", (bytes2.Down - bytes.Down) / (double)(readings2 - readings), "");
        Write(output, "written to the disk, KB a second", (figures2.WrittenBytes - figures.WrittenBytes) / 1024.0 / seconds, "");
        Write(output, "errors the backend found", bench.Ledger.Errors.Count, "0");

        Task UntilBatchAsync(ulong sequence) =>
            box.UntilAsync("it has sent a batch", _ => Task.FromResult(bench.Ledger.Sequence >= sequence), Patience, CancellationToken.None);

        (ProcessFigures Figures, (long Up, long Down) Bytes, int Readings, long Requests, long Stamp) Now() =>
            (ProcessFigures.Of(box.Id), bench.Wire.Bytes, bench.Ledger.Readings.Count, bench.Meters.Requests, Stopwatch.GetTimestamp());
    }

    /// <summary>What a flush costs on this disk: nothing that is kept safe can be faster.</summary>
    static void Disk(TextWriter output)
    {
        const int Flushes = 200;
        var path = Path.Combine(AppContext.BaseDirectory, "flush-" + Path.GetRandomFileName());
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        var start = Stopwatch.GetTimestamp();
        for (var flush = 0; flush < Flushes; flush++)
        {
            file.Write(new byte[4096]);
            file.Flush(flushToDisk: true);
        }

        Write(output, "fsync of 4 KiB on this disk, a second", Flushes / Stopwatch.GetElapsedTime(start).TotalSeconds, "");
    }

    /// <summary>The instant of the log's line that the box has opened everything and begins.</summary>
    static DateTimeOffset? Started(string logFile)
    {
        using var stream = new FileStream(logFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Contains(" started with ", StringComparison.Ordinal))
            {
                return DateTimeOffset.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            }
        }

        return null;
    }

    /// <summary>The program and the libraries beside it.</summary>
    static IEnumerable<string> Shipped(string program) => [program, .. Directory.EnumerateFiles(Path.GetDirectoryName(program)!, "*.so")];

    static long Length(string file) => new FileInfo(file).Length;

    static double Megabytes(long bytes) => bytes / 1048576.0;

    static void Write(TextWriter output, string name, double value, string goal) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-52}{value,14:0.0}{goal,12}"));

    static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];
}
