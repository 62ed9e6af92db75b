using System.Globalization;
using LocalEnergyMarket.Backend.Mastr.Export;
using LocalEnergyMarket.Backend.Mastr.Kinds;
using LocalEnergyMarket.Backend.Mastr.Records;
using LocalEnergyMarket.Backend.Store;
using Npgsql;
using NpgsqlTypes;

namespace LocalEnergyMarket.Backend.Mastr.Importing;

/// <summary>The state that an import fills beside the one that is read: a table without indexes until all is there.</summary>
sealed class ImportGeneration(IDocumentStore store)
{
    /// <summary>Goes on with what an interrupted import of the same zip has loaded, or begins anew; what other imports left is dropped.</summary>
    public async Task<int> BeginAsync(ExportZip zip, string source, Guid? run, CancellationToken cancellation)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellation);
        var open = new List<(int Id, bool Same)>();
        await using (var query = new NpgsqlCommand("select id, fingerprint = $1 from mastr_generations where state = 'loading' order by id", connection))
        {
            query.Parameters.Add(new() { Value = zip.Fingerprint });
            await using var reader = await query.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                open.Add((reader.GetInt32(0), reader.GetBoolean(1)));
            }
        }

        var resumed = open.LastOrDefault(generation => generation.Same).Id;
        foreach (var (id, _) in open.Where(generation => generation.Id != resumed))
        {
            await AbandonAsync(id, cancellation);
        }

        resumed = resumed != 0 ? resumed : await CreateAsync(connection, zip, source, cancellation);
        await using var note = new NpgsqlCommand("update mastr_generations set run = coalesce($2, run) where id = $1", connection);
        note.Parameters.Add(new() { Value = resumed });
        note.Parameters.Add(new() { Value = (object?)run ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        await note.ExecuteNonQueryAsync(cancellation);
        return resumed;
    }

    /// <summary>What a run of the job took; null if it has not finished.</summary>
    public async Task<MastrImportReport?> ReportAsync(Guid run, CancellationToken cancellation)
    {
        await using var command = store.DataSource.CreateCommand("select report::text from mastr_generations where run = $1 and report is not null order by id desc limit 1");
        command.Parameters.Add(new() { Value = run });
        return await command.ExecuteScalarAsync(cancellation) is string report ? (MastrImportReport)StoreJson.Deserialize(typeof(MastrImportReport), report) : null;
    }

    public async Task<IReadOnlyList<LoadedMember>> LoadedAsync(int generation, CancellationToken cancellation)
    {
        await using var command = store.DataSource.CreateCommand("select name, kind, items, repeated, is_void, warnings from mastr_members where generation = $1 order by kind, name");
        command.Parameters.Add(new() { Value = generation });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var members = new List<LoadedMember>();
        while (await reader.ReadAsync(cancellation))
        {
            members.Add(new(
                reader.GetString(0), MastrKinds.Get(reader.GetInt16(1)), reader.GetInt64(2), reader.GetInt64(3), reader.GetBoolean(4),
                await reader.GetFieldValueAsync<string[]>(5, cancellation)));
        }

        return members;
    }

    /// <summary>Gives a state up that is not finished.</summary>
    public async Task AbandonAsync(int generation, CancellationToken cancellation)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        foreach (var sql in (string[])[
            $"update mastr_generations set state = 'abandoned', finished_at = now() where id = {Id(generation)} and state = 'loading'",
            $"drop table if exists {CurrentGeneration.Table(generation)}"])
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            await command.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }

    /// <summary>Drops the tables of states that are read no more. A reader that is still at one is not waited for: the next import tries again.</summary>
    public async Task SweepAsync(CancellationToken cancellation)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellation);
        var tables = new List<string>();
        await using (var query = new NpgsqlCommand(
            """
            select c.relname from mastr_generations g join pg_class c on c.relname = 'mastr_records_' || g.id
            where g.state in ('replaced', 'abandoned') and c.relnamespace = to_regnamespace(current_schema())
            """, connection))
        {
            await using var reader = await query.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                tables.Add(reader.GetString(0));
            }
        }

        foreach (var table in tables)
        {
            try
            {
                await using var drop = new NpgsqlCommand($"set lock_timeout = '2s'; drop table if exists {table}; set lock_timeout = default", connection);
                await drop.ExecuteNonQueryAsync(cancellation);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                return;
            }
        }
    }

    static async Task<int> CreateAsync(NpgsqlConnection connection, ExportZip zip, string source, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var insert = new NpgsqlCommand(
            "insert into mastr_generations (state, source, fingerprint, whole, export_date) values ('loading', $1, $2, $3, $4) returning id", connection, transaction);
        insert.Parameters.Add(new() { Value = source });
        insert.Parameters.Add(new() { Value = zip.Fingerprint });
        insert.Parameters.Add(new() { Value = zip.IsWhole });
        insert.Parameters.Add(new() { Value = (object?)zip.ExportDate ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Date });
        var id = (int)(await insert.ExecuteScalarAsync(cancellation))!;

        // The condition lets the table become a partition later without being read through.
        await using var create = new NpgsqlCommand(
            $"create table {CurrentGeneration.Table(id)} (like mastr_records including defaults, check (generation is not null and generation = {Id(id)}))", connection, transaction);
        await create.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return id;
    }

    static string Id(int generation) => generation.ToString(CultureInfo.InvariantCulture);
}
