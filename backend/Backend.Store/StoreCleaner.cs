using Npgsql;

namespace LocalEnergyMarket.Backend.Store;

/// <summary>Empties tables, for tests. Nothing in the product calls it.</summary>
public sealed class StoreCleaner
{
    readonly StoreOptions _options;
    readonly NpgsqlDataSource _dataSource;

    internal StoreCleaner(StoreOptions options, NpgsqlDataSource dataSource) => (_options, _dataSource) = (options, dataSource);

    public Task DeleteAllDocumentsAsync(CancellationToken cancellation) => TruncateAsync(_options.Schema.All.Select(mapping => mapping.Table), cancellation);

    public Task DeleteDocumentsByTypeAsync(Type documentType, CancellationToken cancellation) => TruncateAsync([_options.Schema.Of(documentType).Table], cancellation);

    /// <summary>All events, streams and progress; the numbers go on.</summary>
    public Task DeleteAllEventDataAsync(CancellationToken cancellation) => TruncateAsync(["mt_events", "mt_streams", "mt_event_progression"], cancellation);

    async Task TruncateAsync(IEnumerable<string> tables, CancellationToken cancellation)
    {
        await using var command = _dataSource.CreateCommand($"truncate {string.Join(", ", tables)}");
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
