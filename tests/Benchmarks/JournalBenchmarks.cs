using BenchmarkDotNet.Attributes;
using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;

namespace LocalEnergyMarket.Benchmarks;

/// <summary>The box's journal: a poll is on the disk when it is answered.</summary>
public class JournalBenchmarks
{
    // On the disk of the repository: the folder for temporary files is often in memory, where a flush costs nothing.
    readonly string _folder = Path.Combine(AppContext.BaseDirectory, "journal-" + Path.GetRandomFileName());
    BoxJournal? _journal;
    long _value;

    public static string Note => "a poll: three registers of a meter, flushed to the disk";

    [GlobalSetup]
    public void Setup()
    {
        Directory.CreateDirectory(_folder);
        _journal = BoxJournal.Open(Path.Combine(_folder, "journal.db"));
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _journal?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark]
    public IReadOnlyList<Reading> AppendPoll()
    {
        var time = DateTimeOffset.FromUnixTimeSeconds(1_782_043_200 + ++_value);
        return _journal!.Append(
        [
            new("1LEM0000000001", 1, Register.EnergyImportWh, time, _value, Quality.Good),
            new("1LEM0000000001", 1, Register.EnergyExportWh, time, _value, Quality.Good),
            new("1LEM0000000001", 1, Register.PowerW, time, _value % 5_000, Quality.Good),
        ]);
    }
}
