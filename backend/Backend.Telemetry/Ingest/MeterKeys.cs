using System.Collections.Concurrent;
using Npgsql;
using NpgsqlTypes;

namespace LocalEnergyMarket.Backend.Telemetry.Ingest;

/// <summary>The keys of meters, remembered: a key never changes. What was made in a transaction that may still fail is not remembered.</summary>
sealed class MeterKeys
{
    const int Most = 200_000;

    const string Sql = """
        with asked as (select distinct on (box, serial) * from unnest($1, $2) as a(box, serial) order by box, serial),
        known as (select box, serial, meter_key from meters join asked using (box, serial)),
        made as (
          insert into meters (box, serial)
          select box, serial from asked where not exists (select from known k where k.box = asked.box and k.serial = asked.serial) order by box, serial
          on conflict (box, serial) do update set serial = excluded.serial
          returning box, serial, meter_key)
        select *, true from known union all select *, false from made
        """;

    readonly ConcurrentDictionary<(Guid Box, string Serial), int> _known = new();

    /// <summary>The key of each meter of each batch, made if the box sends it for the first time.</summary>
    public async Task<IReadOnlyDictionary<Guid, Dictionary<string, int>>> OfAsync(
        IReadOnlyList<CheckedBatch> batches, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        var keys = batches.Select(batch => batch.Box).Distinct().ToDictionary(box => box, _ => new Dictionary<string, int>(StringComparer.Ordinal));
        var unknown = new List<(Guid Box, string Serial)>();
        foreach (var batch in batches)
        {
            foreach (var serial in batch.Check.Serials)
            {
                if (_known.TryGetValue((batch.Box, serial), out var key))
                {
                    keys[batch.Box][serial] = key;
                }
                else
                {
                    unknown.Add((batch.Box, serial));
                }
            }
        }

        if (unknown.Count > 0)
        {
            await AskAsync(unknown, keys, transaction, cancellation);
        }

        return keys;
    }

    async Task AskAsync(
        List<(Guid Box, string Serial)> unknown, Dictionary<Guid, Dictionary<string, int>> keys, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction)
        {
            Parameters =
            {
                new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid, Value = unknown.Select(meter => meter.Box).ToArray() },
                new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, Value = unknown.Select(meter => meter.Serial).ToArray() },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var (box, serial, key) = (reader.GetGuid(0), reader.GetString(1), reader.GetInt32(2));
            keys[box][serial] = key;
            if (reader.GetBoolean(3) && _known.Count < Most)
            {
                _known[(box, serial)] = key;
            }
        }
    }
}
