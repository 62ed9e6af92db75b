namespace LocalEnergyMarket.Edge.Gateway.Journal;

/// <summary>How the bytes allowed to the journal are shared out (docs/adr/0031): the file, its write-ahead log, and a reserve for when the disk is full.</summary>
public sealed class JournalLimits
{
    /// <summary>1 MiB: below that a batch would not fit.</summary>
    public const long LeastBytes = 1 << 20;

    /// <summary>256 MiB: a year of twenty meters at a value a minute, ten days at a value a second, before anything is thinned.</summary>
    public const long UsualBytes = 256 << 20;

    /// <summary>SQLite's page, in bytes.</summary>
    internal const int PageBytes = 4096;

    /// <summary>A frame of the write-ahead log: a page and its header.</summary>
    const int FrameBytes = PageBytes + 24;

    /// <param name="maxBytes">For all files of the journal together, at least <see cref="LeastBytes"/>.</param>
    public JournalLimits(long maxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, LeastBytes);
        MaxBytes = maxBytes;
        LogBytes = Math.Clamp(maxBytes / 4, 256L << 10, 4 << 20);
        ReserveBytes = (int)Math.Clamp(maxBytes / 16, 64L << 10, 1 << 20);
        Pages = (maxBytes - LogBytes - ReserveBytes) / PageBytes;
        SparePages = Math.Clamp(Pages / 32, 12, 256);
        WaitingBytes = Pages * PageBytes / 4 * 3;
        GapRows = Math.Max(200, SparePages * PageBytes / 2 / 80);
    }

    public long MaxBytes { get; }

    /// <summary>Of the write-ahead log, at most. A transaction writes far less than half of it.</summary>
    public long LogBytes { get; }

    /// <summary>Of a file that holds nothing and is deleted when the disk is full, so that there is room to make room.</summary>
    public int ReserveBytes { get; }

    /// <summary>Of the database file, at most.</summary>
    public long Pages { get; }

    /// <summary>Pages that readings leave free, for gap records and the chain's reports.</summary>
    public long SparePages { get; }

    /// <summary>Unacknowledged batches may take so much, then readings stay open: what is signed can only be kept whole.</summary>
    public long WaitingBytes { get; }

    /// <summary>So many gap records may wait before they are made coarser.</summary>
    public long GapRows { get; }

    /// <summary>Frames after which the log goes into the file.</summary>
    internal long CheckpointFrames => LogBytes / FrameBytes / 2;

    /// <summary>Readings that one batch may hold: its transaction has to fit into the log.</summary>
    public int BatchReadings => (int)Math.Clamp(LogBytes / 200, 1_000, 20_000);
}
