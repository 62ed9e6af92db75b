using System.Globalization;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;

namespace LocalEnergyMarket.Contracts.Deploy.Tests;

/// <summary>
/// What a chain charges for the contract's tables. The sizes are nodeos' (a row 36 bytes of fields and two indices of 32 bytes each, to the
/// next 16), measured by <see cref="RamTests"/>; the year is that of <c>docs/chain.md</c>, whose figures a test compares with these.
/// </summary>
/// <param name="Rows">Rows of one market that came into being within a year.</param>
/// <param name="Kept">What becomes of them.</param>
sealed record RamCosts(Name Table, int RowBytes, Func<long, long> Rows, RowsKept Kept)
{
    public const int PerTable = 112;
    public const int PerRow = 112;

    /// <summary>A box's account: 2048, twice 288 for a permission, 32 for the operator as owner, 50 for the TPM's key.</summary>
    public const int PerBoxAccount = 2048 + (2 * 288) + 32 + 50;

    const int SlotsAYear = 365 * 96;
    const int Kinds = 5;
    const int BoxesInAMarket = 1_000;

    /// <summary>One unit a box, one event a box and day, a thousand boxes in a market, one version of each kind of anchor.</summary>
    public static IReadOnlyList<RamCosts> All { get; } =
    [
        new(BoxRow.Table, 83, boxes => boxes, RowsKept.ForGood),
        new(UnitRow.Table, 36, boxes => boxes, RowsKept.UntilDropped),
        new(EventRow.Table, 22, boxes => boxes * 365, RowsKept.ForTheTimeConfigured),
        new(ReportRow.Table, 52, boxes => boxes * 365, RowsKept.ForTheTimeConfigured),
        new(AnchorRow.Table, 47, boxes => boxes / BoxesInAMarket * SlotsAYear * Kinds, RowsKept.ForTheTimeConfigured),
    ];

    public int Charged => PerRow + RowBytes;

    public long BytesAYear(long boxes) => Rows(boxes) * Charged;

    /// <summary>What stands in memory in the long run, the boxes' number staying the same.</summary>
    public long Standing(long boxes, long keepDays) => Kept == RowsKept.ForTheTimeConfigured ? BytesAYear(boxes) * keepDays / 365 : BytesAYear(boxes);

    /// <summary>A size as the document has it.</summary>
    public static string Size(long bytes) => bytes switch
    {
        >= 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:F2} GB"),
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F1} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:F1} kB"),
    };

    /// <summary>A whole number as the document has it.</summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}

enum RowsKept
{
    ForGood,
    UntilDropped,
    ForTheTimeConfigured,
}
