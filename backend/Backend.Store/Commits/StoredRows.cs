using LocalEnergyMarket.Backend.Store.Documents;
using LocalEnergyMarket.Backend.Store.Projections;

namespace LocalEnergyMarket.Backend.Store.Commits;

/// <summary>What the database says of the rows that some units of work touch, held until the end of the transaction.</summary>
sealed class StoredRows
{
    public Dictionary<Guid, StoredStream> Streams { get; } = [];

    /// <summary>The tables whose documents were looked at; of the others nothing is known.</summary>
    public HashSet<DocumentMapping> Tables { get; } = [];

    public HashSet<DocumentKey> Documents { get; } = [];

    /// <summary>The snapshots, as JSON: one that cannot be read concerns only who needs it.</summary>
    public Dictionary<(Aggregation Aggregation, object Id), (string Json, long Version)> Snapshots { get; } = [];
}

readonly record struct StoredStream(long Version, bool IsArchived);

readonly record struct DocumentKey(DocumentMapping Mapping, object Id);
