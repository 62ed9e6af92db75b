using System.Text;
using System.Text.Json;
using LocalEnergyMarket.Backend.Mastr.Kinds;
using LocalEnergyMarket.Backend.Mastr.Records;
using LocalEnergyMarket.Backend.Store;
using Npgsql;
using NpgsqlTypes;

namespace LocalEnergyMarket.Backend.Mastr.Soap.Sync;

/// <summary>Keeps what the sync remembers: each step in one transaction with the records it brought.</summary>
public sealed class SyncStore(NpgsqlDataSource database)
{
    /// <summary>An object that could not be read in so many rounds is given up until something changes in it.</summary>
    const int MostRoundsFailed = 10;

    /// <summary>How far the sync is.</summary>
    public async Task<SyncState> LoadAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select state from mastr_sync");
        return await command.ExecuteScalarAsync(cancellation) is string state ? JsonSerializer.Deserialize<SyncState>(state, StoreJson.Options)! : SyncState.New;
    }

    /// <summary>The import that fills the register now; null if there is none.</summary>
    public async Task<long?> GenerationAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"select {CurrentGeneration.Sql}");
        return await command.ExecuteScalarAsync(cancellation) is int id ? id : null;
    }

    /// <summary>What the register knows of these units, as far as they are there.</summary>
    public async Task<IReadOnlyDictionary<string, KnownUnit>> KnownAsync(IReadOnlyCollection<string> numbers, CancellationToken cancellation)
    {
        var known = new Dictionary<string, KnownUnit>(StringComparer.Ordinal);
        if (numbers.Count == 0)
        {
            return known;
        }

        await using var command = database.CreateCommand($"""
            select number, updated_at, coalesce(data ->> 'EinheitSystemstatus', ''), gone_at is not null, exists (select from mastr_sync_units f where f.number = r.number)
            from mastr_records r where generation = {CurrentGeneration.Sql} and kind <= {MastrKinds.LastUnit} and number = any ($1)
            """);
        command.Parameters.Add(new() { Value = numbers.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var status = reader.GetString(2);
            known[reader.GetString(0)] = new(
                await reader.IsDBNullAsync(1, cancellation) ? null : await reader.GetFieldValueAsync<DateTimeOffset>(1, cancellation),
                reader.GetBoolean(3) && status == RowPlan.Active ? "" : status,
                reader.GetBoolean(4));
        }

        return known;
    }

    /// <summary>Objects that wait to be asked for, the oldest first.</summary>
    public async Task<IReadOnlyList<SyncAsk>> WaitingAsync(int most, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select operation, number from mastr_sync_asks where state = 1 order by seq limit $1");
        command.Parameters.Add(new() { Value = most });
        var asks = new List<SyncAsk>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            asks.Add(new(reader.GetString(0), reader.GetString(1)));
        }

        return asks;
    }

    public async Task<long> CountWaitingAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select count(*) from mastr_sync_asks where state = 1");
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Market actors among these that are natural persons, whom the service gives to nobody.</summary>
    public async Task<bool> IsPersonAsync(string actor, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"select data ->> 'Personenart' = '518' from mastr_records where generation = {CurrentGeneration.Sql} and kind = {MastrKinds.Get("Marktakteure").Id} and number = $1");
        command.Parameters.Add(new() { Value = actor });
        return await command.ExecuteScalarAsync(cancellation) is true;
    }

    /// <summary>Stores a step whole or not at all.</summary>
    /// <param name="fence">Is called in the transaction; throws if this process is no longer the one that syncs.</param>
    public Task SaveAsync(SyncStep step, Func<NpgsqlConnection, NpgsqlTransaction, Task> fence, CancellationToken cancellation) => InTransactionAsync(
        async (connection, transaction) =>
        {
            await WriteRecordsAsync(step, connection, transaction, cancellation);
            await AskAsync(step, connection, transaction, cancellation);
            await WriteStateAsync(step.State, connection, transaction, cancellation);
            await fence(connection, transaction);
        },
        cancellation);

    /// <summary>Begins a round: what failed in the last one is asked for again.</summary>
    public Task BeginAsync(SyncState state, Func<NpgsqlConnection, NpgsqlTransaction, Task> fence, CancellationToken cancellation) => InTransactionAsync(
        async (connection, transaction) =>
        {
            await ExecuteAsync("update mastr_sync_asks set state = 1 where state = 3", connection, transaction, cancellation);
            await WriteStateAsync(state, connection, transaction, cancellation);
            await fence(connection, transaction);
        },
        cancellation);

    /// <summary>Ends a round: what was done is forgotten, what failed stays.</summary>
    public Task EndAsync(SyncState state, Func<NpgsqlConnection, NpgsqlTransaction, Task> fence, CancellationToken cancellation) => InTransactionAsync(
        async (connection, transaction) =>
        {
            await ExecuteAsync($"delete from mastr_sync_asks where state = 2 or rounds_failed >= {MostRoundsFailed}", connection, transaction, cancellation);
            await WriteStateAsync(state, connection, transaction, cancellation);
            await fence(connection, transaction);
        },
        cancellation);

    async Task InTransactionAsync(Func<NpgsqlConnection, NpgsqlTransaction, Task> work, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await work(connection, transaction);
        await transaction.CommitAsync(cancellation);
    }

    static async Task WriteRecordsAsync(SyncStep step, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        var found = step.Records.Concat(step.Removed.Select(unit => new FoundRecord(SyncRecords.Tombstones, unit.Number, unit.Tombstone, Whole: false))).ToList();
        if (found.Count == 0)
        {
            return;
        }

        // Nobody puts another generation in the place of this one between what is read and what is written.
        await CurrentGeneration.ForWritingAsync(connection, transaction, cancellation);
        var kinds = found.Select(record => MastrKinds.Get(record.Kind).Id).Concat(step.Removed.Count > 0 ? SyncRecords.UnitKinds : []);
        var stored = await StoredAsync([.. kinds.Distinct()], [.. found.Select(record => record.Number).Distinct(StringComparer.Ordinal)], connection, transaction, cancellation);
        await MastrRecords.UpsertAsync(SyncRecords.Join(found, step.Removed, stored), connection, transaction, cancellation);
        await MastrRecords.RemoveAsync([.. step.Removed.Select(unit => unit.Number)], SyncRecords.UnitKindNames, connection, transaction, cancellation);
        await ForgetTombstonesAsync(step.Records, connection, transaction, cancellation);
    }

    /// <summary>A unit that is active again has no tombstone.</summary>
    static async Task ForgetTombstonesAsync(IReadOnlyList<FoundRecord> records, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        var active = records.Where(record => MastrKinds.Get(record.Kind).IsUnit && record.Fields.GetValueOrDefault("EinheitSystemstatus") == "472").Select(record => record.Number);
        await MastrRecords.RemoveAsync([.. active], [SyncRecords.Tombstones], connection, transaction, cancellation);
    }

    static async Task<Dictionary<(short Kind, string Number), Dictionary<string, string>>> StoredAsync(
        short[] kinds, string[] numbers, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"select kind, number, data::text from mastr_records where generation = {CurrentGeneration.Sql} and kind = any ($1) and number = any ($2)", connection, transaction);
        command.Parameters.Add(new() { Value = kinds, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Smallint });
        command.Parameters.Add(new() { Value = numbers });
        var stored = new Dictionary<(short, string), Dictionary<string, string>>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            stored[(reader.GetInt16(0), reader.GetString(1))] = MastrJson.Read(Encoding.UTF8.GetBytes(reader.GetString(2)));
        }

        return stored;
    }

    static async Task AskAsync(SyncStep step, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        if (step.Done is { } done)
        {
            await ExecuteAsync(
                """
                update mastr_sync_asks set state = case when $3 = '' then 2 else 3 end, failure = $3, rounds_failed = case when $3 = '' then 0 else rounds_failed + 1 end
                where operation = $1 and number = $2
                """,
                connection, transaction, cancellation, done.Operation, done.Number, step.Failure ?? "");
        }

        if (step.Asks.Count > 0)
        {
            // Whatever is there was asked for in this round already.
            await ExecuteAsync(
                "insert into mastr_sync_asks (operation, number) select * from unnest($1, $2) on conflict do nothing",
                connection, transaction, cancellation, step.Asks.Select(ask => ask.Operation).ToArray(), step.Asks.Select(ask => ask.Number).ToArray());
        }

        if (step.Followed.Count > 0)
        {
            await ExecuteAsync(
                "insert into mastr_sync_units (number) select * from unnest($1) order by 1 on conflict (number) do nothing",
                connection, transaction, cancellation, [step.Followed.ToArray()]);
        }
    }

    static Task WriteStateAsync(SyncState state, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation) => ExecuteAsync(
        "insert into mastr_sync (id, state) values (1, $1::jsonb) on conflict (id) do update set state = excluded.state, written_at = now()",
        connection, transaction, cancellation, JsonSerializer.Serialize(state, StoreJson.Options));

    static async Task ExecuteAsync(string sql, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation, params object[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new() { Value = parameter });
        }

        await command.ExecuteNonQueryAsync(cancellation);
    }
}
