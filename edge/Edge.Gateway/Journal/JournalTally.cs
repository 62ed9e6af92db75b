using Microsoft.Data.Sqlite;

namespace LocalEnergyMarket.Edge.Gateway.Journal;

/// <summary>What lies in the journal, counted once when it is opened and kept up with from then on.</summary>
sealed record JournalTally
{
    /// <summary>Hash, signature, times and what the file needs of its own.</summary>
    const int RowBytes = 150;
    const int WholePage = JournalLimits.PageBytes - 40;

    /// <summary>Readings given up since the journal was opened.</summary>
    public long GivenUp { get; set; }

    public long OpenReadings { get; set; }

    public long GapRows { get; set; }

    public long WaitingBatches { get; set; }

    /// <summary>What the waiting batches take of the file.</summary>
    public long WaitingBytes { get; set; }

    public long KeptBatches { get; set; }

    public long RefusedBatches { get; set; }

    /// <summary>What a batch takes of the file: rows are not cut to fill a page, and what is larger than one has pages of its own.</summary>
    public static long BytesOf(long content) => content + RowBytes is var row && row < WholePage
        ? JournalLimits.PageBytes / (JournalLimits.PageBytes / row)
        : ((row / WholePage) + 1) * JournalLimits.PageBytes;

    public static JournalTally Of(SqliteTransaction transaction)
    {
        var tally = new JournalTally
        {
            OpenReadings = Sql.Scalar(transaction, "SELECT count(*) FROM reading"),
            GapRows = Sql.Scalar(transaction, "SELECT count(*) FROM gap"),
        };
        using (var waiting = Sql.Query(transaction, "SELECT length(content) FROM batch WHERE state = 0"))
        {
            while (waiting.Read())
            {
                tally.WaitingBytes += BytesOf(waiting.GetInt64(0));
            }
        }

        using var row = Sql.Query(transaction, "SELECT state, count(*) FROM batch GROUP BY state");
        while (row.Read())
        {
            var count = row.GetInt64(1);
            switch ((BatchState)row.GetInt32(0))
            {
                case BatchState.Waiting:
                    tally.WaitingBatches = count;
                    break;
                case BatchState.Acknowledged:
                    tally.KeptBatches = count;
                    break;
                default:
                    tally.RefusedBatches = count;
                    break;
            }
        }

        return tally;
    }
}
