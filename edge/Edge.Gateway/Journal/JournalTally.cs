using Microsoft.Data.Sqlite;

namespace LocalEnergyMarket.Edge.Gateway.Journal;

/// <summary>What lies in the journal, counted once when it is opened and kept up with from then on.</summary>
sealed record JournalTally
{
    /// <summary>Readings given up since the journal was opened.</summary>
    public long GivenUp { get; set; }

    public long OpenReadings { get; set; }

    public long GapRows { get; set; }

    public long WaitingBatches { get; set; }

    /// <summary>Contents of the waiting batches, and what their rows take besides.</summary>
    public long WaitingBytes { get; set; }

    public long KeptBatches { get; set; }

    public long RefusedBatches { get; set; }

    public static long BytesOf(long content) => content + 150;

    public static JournalTally Of(SqliteTransaction transaction)
    {
        var tally = new JournalTally
        {
            OpenReadings = Sql.Scalar(transaction, "SELECT count(*) FROM reading"),
            GapRows = Sql.Scalar(transaction, "SELECT count(*) FROM gap"),
        };
        using var row = Sql.Query(transaction, "SELECT state, count(*), sum(length(content)) FROM batch GROUP BY state");
        while (row.Read())
        {
            var count = row.GetInt64(1);
            switch ((BatchState)row.GetInt32(0))
            {
                case BatchState.Waiting:
                    (tally.WaitingBatches, tally.WaitingBytes) = (count, row.GetInt64(2) + (count * BytesOf(0)));
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
