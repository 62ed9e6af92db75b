namespace LocalEnergyMarket.Backend.Mastr.Importing;

/// <summary>What an import took.</summary>
/// <param name="Generation">The state of the register that it became.</param>
/// <param name="IsWhole">It was a whole export and replaced what was there; otherwise it was added.</param>
/// <param name="ExportDate">The day (UTC) on which the register made it.</param>
/// <param name="Counts">Records that the file held, by kind.</param>
/// <param name="Repeated">Records that stood twice, or had no number.</param>
/// <param name="Resumed">Files that an interrupted import had loaded already.</param>
public sealed record MastrImportReport(
    int Generation, bool IsWhole, DateOnly? ExportDate, IReadOnlyDictionary<string, long> Counts, long Units, long MarketActors, long Repeated, int Resumed, IReadOnlyList<string> Warnings);

/// <summary>Who is told how an import goes.</summary>
public interface IImportWatch
{
    /// <summary>Bytes unpacked, of how many, and what is being done. Cheap, and called often, by one task at a time.</summary>
    Task ProgressAsync(long done, long total, string stage, CancellationToken cancellation);
}
