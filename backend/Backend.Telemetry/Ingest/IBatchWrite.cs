using Npgsql;

namespace LocalEnergyMarket.Backend.Telemetry.Ingest;

/// <summary>Something written in the transaction that takes a new batch in: exactly once for each batch, or not at all.</summary>
public interface IBatchWrite
{
    /// <summary>Must not commit. Batches of one box come one after the other, in their sequence.</summary>
    Task WriteAsync(IngestedBatch batch, NpgsqlTransaction transaction, CancellationToken cancellation);
}
