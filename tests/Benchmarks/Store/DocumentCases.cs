using System.Text.Json;
using LocalEnergyMarket.Backend.Store;
using Npgsql;
using NpgsqlTypes;
using static LocalEnergyMarket.Benchmarks.Store.StoreSuite;

namespace LocalEnergyMarket.Benchmarks.Store;

/// <summary>Documents: one and a hundred a commit, many by COPY, and one read by its id.</summary>
static class DocumentCases
{
    const int Many = 100;
    const int Bulk = 20_000;

    const string Upsert = """
        insert into mt_doc_meter (id, data, mt_dotnet_type, mt_version) select id, data, 'Meter', gen_random_uuid() from unnest($1, $2) as u(id, data)
        on conflict (id) do update set data = excluded.data, mt_version = excluded.mt_version, mt_last_modified = now()
        """;

    static readonly TimeSpan Time = TimeSpan.FromSeconds(2.5);

    public static async Task RunAsync(DocumentStore store, NpgsqlDataSource raw, TextWriter output)
    {
        await output.WriteLineAsync($"\n{"documents a second",-34}{"store",14}{"Npgsql",14}{"store : Npgsql",18}");
        foreach (var (callers, each) in new[] { (1, 1), (8, 1), (64, 1), (1, Many), (8, Many) })
        {
            var theirs = await Load.RunAsync(callers, Time, _ => () => RawAsync(raw, each));
            var ours = await Load.RunAsync(callers, Time, _ => () => StoreAsync(store, each));
            await WriteAsync(output, $"  {each} a commit, {callers} callers", ours.Rate * each, theirs.Rate * each);
        }

        await WriteAsync(output, $"  {Bulk:N0} by COPY", await BulkAsync(() => store.BulkInsertAsync(Meters(Bulk), CancellationToken.None)), await BulkAsync(() => RawCopyAsync(raw)));
        var ids = Meters(1_000).ToList();
        await store.BulkInsertAsync(ids, CancellationToken.None);
        foreach (var callers in new[] { 1, 8 })
        {
            var theirs = await Load.RunAsync(callers, Time, caller => RawLoads(raw, ids, caller));
            var ours = await Load.RunAsync(callers, Time, caller => Loads(store, ids, caller));
            await WriteAsync(output, $"  read by id, {callers} callers", ours.Rate, theirs.Rate);
        }
    }

    static async Task StoreAsync(DocumentStore store, int count)
    {
        await using var session = store.LightweightSession();
        session.Store(Meters(count));
        await session.SaveChangesAsync(CancellationToken.None);
    }

    static async Task RawAsync(NpgsqlDataSource raw, int count)
    {
        var meters = Meters(count).ToList();
        await using var command = raw.CreateCommand(Upsert);
        command.Parameters.Add(new() { Value = meters.ConvertAll(meter => meter.Id).ToArray() });
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb, Value = meters.ConvertAll(meter => JsonSerializer.Serialize(meter, StoreJson.Options)).ToArray() });
        await command.ExecuteNonQueryAsync();
    }

    static async Task<double> BulkAsync(Func<Task> copy)
    {
        await copy();
        var start = TimeProvider.System.GetTimestamp();
        await copy();
        return Bulk / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    static async Task RawCopyAsync(NpgsqlDataSource raw)
    {
        await using var connection = await raw.OpenConnectionAsync();
        await using var copy = await connection.BeginBinaryImportAsync("copy mt_doc_meter (id, data, mt_dotnet_type) from stdin binary");
        foreach (var meter in Meters(Bulk))
        {
            await copy.StartRowAsync();
            await copy.WriteAsync(meter.Id, NpgsqlDbType.Uuid);
            await copy.WriteAsync(JsonSerializer.Serialize(meter, StoreJson.Options), NpgsqlDbType.Jsonb);
            await copy.WriteAsync("Meter", NpgsqlDbType.Varchar);
        }

        await copy.CompleteAsync();
    }

    static Func<Task> Loads(DocumentStore store, List<Meter> ids, int next) => async () =>
    {
        await using var session = store.QuerySession();
        _ = await session.LoadAsync<Meter>(ids[next++ % ids.Count].Id, CancellationToken.None) ?? throw new InvalidOperationException("It was stored.");
    };

    static Func<Task> RawLoads(NpgsqlDataSource raw, List<Meter> ids, int next) => async () =>
    {
        await using var command = raw.CreateCommand("select data from mt_doc_meter where id = $1");
        command.Parameters.Add(new() { Value = ids[next++ % ids.Count].Id });
        _ = JsonSerializer.Deserialize<Meter>((string)(await command.ExecuteScalarAsync())!, StoreJson.Options) ?? throw new InvalidOperationException("It was stored.");
    };

    static IEnumerable<Meter> Meters(int count) => Enumerable.Range(0, count).Select(i => Samples.Meter(Guid.CreateVersion7(), i));

    static Task WriteAsync(TextWriter output, string name, double ours, double theirs) =>
        output.WriteLineAsync($"{name,-34}{Text(ours, "N0"),14}{Text(theirs, "N0"),14}{Text(ours / theirs),18}");
}
