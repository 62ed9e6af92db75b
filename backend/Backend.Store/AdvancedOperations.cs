using LocalEnergyMarket.Backend.Store.Projections;
using LocalEnergyMarket.Backend.Store.Sessions;
using Npgsql;

namespace LocalEnergyMarket.Backend.Store;

/// <summary>What is not for everyday use.</summary>
public sealed class AdvancedOperations
{
    readonly StoreOptions _options;
    readonly NpgsqlDataSource _dataSource;

    internal AdvancedOperations(StoreOptions options, NpgsqlDataSource dataSource)
    {
        (_options, _dataSource) = (options, dataSource);
        Clean = new(options, dataSource);
    }

    /// <summary>Empties tables, for tests.</summary>
    public StoreCleaner Clean { get; }

    /// <summary>How far each asynchronous projection is behind.</summary>
    public async Task<IReadOnlyList<ProjectionLag>> ProjectionLagsAsync(CancellationToken cancellation)
    {
        var lags = new List<ProjectionLag>();
        await using var connection = await _dataSource.OpenConnectionAsync(cancellation);
        foreach (var projection in _options.Projections.Asynchronous)
        {
            var aliases = projection.EventTypes.Select(type => _options.Events.Of(type).Alias).ToArray();
            lags.AddRange(await RowReader.ReadAsync(
                connection,
                null,
                """
                select f.floor, s.last,
                  (select e."timestamp" from mt_events e where e.seq_id > f.floor and e.type = any($2) and e.is_archived = false order by e.seq_id limit 1),
                  (select count(*) from mt_doc_deadletterevent d where d.data ->> 'projectionName' = $3)
                from (select coalesce((select last_seq_id from mt_event_progression where name = $1), 0) as floor) f,
                  (select case when is_called then last_value else 0 end as last from mt_events_sequence) s
                """,
                reader => new ProjectionLag(
                    projection.Name,
                    reader.GetInt64(0),
                    reader.GetInt64(1),
                    reader.IsDBNull(2) ? null : Waited(reader.GetFieldValue<DateTimeOffset>(2)),
                    reader.GetInt64(3)),
                cancellation,
                projection.Name + ":All",
                aliases,
                projection.Name));
        }

        return lags;
    }

    TimeSpan Waited(DateTimeOffset since) => _options.TimeProvider.GetUtcNow() is var now && now > since ? now - since : TimeSpan.Zero;
}
