using Npgsql;

namespace LocalEnergyMarket.Backend.Telemetry.Ingest;

/// <summary>Something written in the transaction that takes new batches in: exactly once for each batch, or not at all.</summary>
public interface IBatchWrite
{
    /// <summary>
    /// Must not commit. The batches are of one or several boxes; those of one box are in their sequence. If it throws, they are tried again one by
    /// one, so that none fails for another's sake.
    /// </summary>
    Task WriteAsync(IReadOnlyList<IngestedBatch> batches, NpgsqlTransaction transaction, CancellationToken cancellation);
}
