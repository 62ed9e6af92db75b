using System.Globalization;
using LocalEnergyMarket.Backend.Mastr.Kinds;
using LocalEnergyMarket.Backend.Mastr.Records;
using LocalEnergyMarket.Backend.Store;
using Npgsql;
using NpgsqlTypes;

namespace LocalEnergyMarket.Backend.Mastr.Importing;

/// <summary>Makes a loaded state the one that is read, in one transaction: readers see the old one until then, and the new one from then on.</summary>
sealed class GenerationFinish(IDocumentStore store, int generation)
{
    const string All = "generation, kind, number, updated_at, synced_at, gone_at, actor, postcode, location, status, power_w, energy_carrier, data";
    const string Others = "kind, number, updated_at, synced_at, gone_at, actor, postcode, location, status, power_w, energy_carrier, data";

    /// <summary>What an upsert writes over.</summary>
    const string Replace = """
        updated_at = excluded.updated_at, synced_at = excluded.synced_at, gone_at = excluded.gone_at, actor = excluded.actor, postcode = excluded.postcode,
        location = excluded.location, status = excluded.status, power_w = excluded.power_w, energy_carrier = excluded.energy_carrier, data = excluded.data
        """;

    static readonly (string Name, string Definition)[] Indexes =
    [
        ("actor", "(actor, number) where actor is not null"),
        ("postcode", "(postcode, number) where postcode is not null"),
        ("location", "(location, number) where location is not null"),
        ("synced", "(kind, number) where synced_at is not null or gone_at is not null"),
    ];

    readonly string _table = CurrentGeneration.Table(generation);

    /// <summary>Builds the indexes. Records that are there more than once are dropped but for the one that was changed last.</summary>
    /// <returns>How many were dropped, by kind.</returns>
    public async Task<IReadOnlyDictionary<short, long>> IndexAsync(CancellationToken cancellation)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await RunAsync(connection, transaction, "set local maintenance_work_mem = '256MB'", cancellation);
        await RunAsync(connection, transaction, "savepoint unindexed", cancellation);
        IReadOnlyDictionary<short, long> dropped = new Dictionary<short, long>();
        try
        {
            await KeyAsync(connection, transaction, cancellation);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            await RunAsync(connection, transaction, "rollback to savepoint unindexed", cancellation);
            dropped = await DropRepeatedAsync(connection, transaction, cancellation);
            await KeyAsync(connection, transaction, cancellation);
        }

        foreach (var (name, definition) in Indexes)
        {
            await RunAsync(connection, transaction, $"create index if not exists {_table}_{name} on {_table} {definition}", cancellation);
        }

        await RunAsync(connection, transaction, $"analyze {_table}", cancellation);
        await transaction.CommitAsync(cancellation);
        return dropped;
    }

    /// <summary>The same without indexes, for what is only added.</summary>
    public async Task<IReadOnlyDictionary<short, long>> DropRepeatedAsync(CancellationToken cancellation)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var dropped = await DropRepeatedAsync(connection, transaction, cancellation);
        await transaction.CommitAsync(cancellation);
        return dropped;
    }

    /// <summary>
    /// Takes from the state before what the new one must not lose: kinds whose files are missing or void, and units that the register has no
    /// more, which are marked so. Needs the indexes.
    /// </summary>
    /// <param name="kept">The kinds of which everything is kept.</param>
    /// <returns>How many units are marked.</returns>
    public async Task<long> CarryOverAsync(IReadOnlyCollection<MastrKind> kept, CancellationToken cancellation)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var keep = new NpgsqlCommand(
            $"insert into {_table} ({All}) select {Id}, {Others} from mastr_records where generation = {CurrentGeneration.Sql} and kind = any ($1) on conflict do nothing",
            connection,
            transaction) { CommandTimeout = 0 };
        keep.Parameters.Add(new() { Value = kept.Select(kind => kind.Id).ToArray() });
        await keep.ExecuteNonQueryAsync(cancellation);
        var gone = await RunAsync(
            connection,
            transaction,
            $"""
            insert into {_table} ({All})
            select {Id}, kind, number, updated_at, synced_at, coalesce(gone_at, {ExportStart}, now()), actor, postcode, location, status, power_w, energy_carrier, data
            from mastr_records as old where generation = {CurrentGeneration.Sql} and kind <= {MastrKinds.LastUnit}
            and not exists (select from {_table} as new where new.kind = old.kind and new.number = old.number)
            """,
            cancellation);
        await transaction.CommitAsync(cancellation);
        return gone;
    }

    /// <summary>The new state takes the place of the one that is read, with what the web service has brought since the export was made.</summary>
    /// <exception cref="MastrException">Another import has finished or given up this state meanwhile.</exception>
    public async Task SwitchAsync(MastrImportReport report, CancellationToken cancellation)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await TakeAsync(connection, transaction, cancellation);
        await RunAsync(connection, transaction, $"""
            insert into {_table} ({All}) select {Id}, {Others} from mastr_records
            where generation = {CurrentGeneration.Sql} and (synced_at is not null or gone_at is not null)
            and coalesce(greatest(synced_at, gone_at) >= {ExportStart}, true)
            on conflict (generation, kind, number) do update set {Replace}
            where {_table}.updated_at is null or excluded.updated_at >= {_table}.updated_at
            """, cancellation);
        await RunAsync(connection, transaction, $"alter table mastr_records attach partition {_table} for values in ({Id})", cancellation);
        await RunAsync(connection, transaction, "update mastr_generations set state = 'replaced' where state = 'current'", cancellation);
        await RunAsync(connection, transaction, $"update mastr_generations set state = 'current' where id = {Id}", cancellation);
        await NoteAsync(connection, transaction, Id, report, null, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>Adds what is loaded to the state that is read; what is there already is replaced.</summary>
    /// <inheritdoc cref="SwitchAsync"/>
    public async Task MergeAsync(MastrImportReport report, CancellationToken cancellation)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await TakeAsync(connection, transaction, cancellation);
        var current = (await CurrentGeneration.ForWritingAsync(connection, transaction, cancellation)).ToString(CultureInfo.InvariantCulture);
        await RunAsync(connection, transaction, $"""
            insert into mastr_records ({All})
            select {current}, {Others} from {_table}
            on conflict (generation, kind, number) do update set {Replace}
            """, cancellation);
        await RunAsync(connection, transaction, $"update mastr_generations set state = 'replaced' where id = {Id}", cancellation);
        await NoteAsync(connection, transaction, current, report, "mastr_records", cancellation);
        await NoteAsync(connection, transaction, Id, report, null, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    string Id => generation.ToString(CultureInfo.InvariantCulture);

    string ExportStart => $"(select export_date::timestamp at time zone 'UTC' from mastr_generations where id = {Id})";

    async Task<IReadOnlyDictionary<short, long>> DropRepeatedAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"""
            with dropped as (
                delete from {_table} where ctid in (
                    select ctid from (select ctid, row_number() over (partition by kind, number order by updated_at desc nulls last, ctid desc) as n from {_table}) as copies where n > 1)
                returning kind)
            select kind, count(*) from dropped group by kind
            """,
            connection,
            transaction) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var dropped = new Dictionary<short, long>();
        while (await reader.ReadAsync(cancellation))
        {
            dropped[reader.GetInt16(0)] = reader.GetInt64(1);
        }

        return dropped;
    }

    Task<int> KeyAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation) =>
        RunAsync(connection, transaction, $"""
            create unique index if not exists {_table}_key on {_table} (generation, kind, number);
            """, cancellation);

    /// <summary>From here on no other process finishes this state, and nobody writes to the one that is read.</summary>
    async Task TakeAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        if (await RunAsync(connection, transaction, $"update mastr_generations set started_at = started_at where id = {Id} and state = 'loading'", cancellation) == 0)
        {
            throw new MastrException(MastrError.ImportRunning, "", "Another import has taken the place of this one.");
        }

        await RunAsync(connection, transaction, "select from mastr_generations where state = 'current' for update", cancellation);
    }

    /// <summary>Counts what is listed, before anybody waits for it.</summary>
    public async Task CountAsync(CancellationToken cancellation)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await RunAsync(connection, transaction, $"update mastr_generations set counts = {Counted(_table, Id)} where id = {Id}", cancellation);
        await transaction.CommitAsync(cancellation);
    }

    static string Counted(string table, string id) => $"""
        coalesce((
            select jsonb_object_agg(kind, n) from (
                select kind, count(*) as n from {table} where generation = {id} and gone_at is null group by kind) as counted), '{"{}"}')
        """;

    static async Task NoteAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, string id, MastrImportReport report, string? countIn, CancellationToken cancellation)
    {
        var counts = countIn is null ? "counts" : Counted(countIn, id);
        await using var note = new NpgsqlCommand(
            $"update mastr_generations set finished_at = now(), warnings = $1, report = $2, counts = {counts} where id = {id}", connection, transaction) { CommandTimeout = 0 };
        note.Parameters.Add(new() { Value = report.Warnings.ToArray() });
        note.Parameters.Add(new() { Value = StoreJson.Serialize(report), NpgsqlDbType = NpgsqlDbType.Jsonb });
        await note.ExecuteNonQueryAsync(cancellation);
    }

    static async Task<int> RunAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection, transaction) { CommandTimeout = 0 };
        return await command.ExecuteNonQueryAsync(cancellation);
    }
}
