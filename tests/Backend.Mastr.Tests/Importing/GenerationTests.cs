using LocalEnergyMarket.Backend.Mastr.Importing;
using LocalEnergyMarket.Backend.Mastr.Records;
using Npgsql;

namespace LocalEnergyMarket.Backend.Mastr.Tests.Importing;

/// <summary>One state is read while the next is filled.</summary>
public sealed class GenerationTests(MastrDatabase database)
{
    const string Roof = "SEE910000000019";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_part_is_added_and_a_whole_export_replaces()
    {
        await using var bed = await ImportBed.OpenAsync(database);
        await bed.ImportSolarAsync(Zips.Solar(Roof, "<Ort>alt</Ort>"), Zips.Solar("SEE999999999999"));
        var part = await bed.ImportSolarAsync(Zips.Solar(Roof, "<Ort>neu</Ort>"));

        Assert.False(part.IsWhole);
        Assert.Equal("neu", (await bed.Units.FindAsync(Roof, Cancellation))!.Fields["Ort"]);
        Assert.Equal([Roof, "SEE999999999999"], await bed.NumbersAsync(), StringComparer.Ordinal);

        await bed.ImportAsync(Zips.Sample);

        // What the register has no more leaves the lists, and is still found.
        Assert.Equal(10, (await bed.NumbersAsync()).Count);
        Assert.NotNull((await bed.Units.FindAsync("SEE999999999999", Cancellation))!.GoneAt);
        Assert.Null((await bed.Units.FindAsync(Roof, Cancellation))!.GoneAt);
        Assert.Equal(1L, await bed.ScalarAsync<long>("select count(*) from pg_tables where tablename like 'mastr\\_records\\__'"));
    }

    [Fact]
    public async Task A_unit_that_comes_back_is_listed_again()
    {
        await using var bed = await ImportBed.OpenAsync(database);
        await bed.ImportAsync(Zips.Sample);
        await bed.ImportAsync(bed.Zips.Changed(("EinheitenWind.xml", Zips.Utf16(Zips.Xml("EinheitenWind")))), "Gesamtdatenexport_20260201_25.2.zip");
        Assert.NotNull((await bed.Units.FindAsync("SEE910000000118", Cancellation))!.GoneAt);

        await bed.ImportAsync(bed.Zips.Changed(), "Gesamtdatenexport_20260202_25.2.zip");
        Assert.Null((await bed.Units.FindAsync("SEE910000000118", Cancellation))!.GoneAt);
    }

    [Fact]
    public async Task Kinds_whose_files_are_missing_are_kept()
    {
        await using var bed = await ImportBed.OpenAsync(database);
        await bed.ImportAsync(Zips.Sample);
        await bed.ImportAsync(bed.Zips.Changed(("EinheitenVerbrennung.xml", null), ("Netze.xml", null)));

        Assert.Equal(10, (await bed.NumbersAsync()).Count);
        Assert.NotNull(await bed.ScalarAsync<string>($"select number from mastr_records where kind = 50 limit 1"));
    }

    [Fact]
    public async Task What_the_web_service_brought_after_the_export_outlives_it()
    {
        await using var bed = await ImportBed.OpenAsync(database);
        await bed.ImportAsync(Zips.Sample);
        await WriteAsync(bed, (connection, transaction) => MastrRecords.UpsertAsync(
            [
                MastrRecord.Of("EinheitenSolar", Roof, new(2026, 2, 3, 0, 0, 0, TimeSpan.Zero), new Dictionary<string, string>(StringComparer.Ordinal) { ["Ort"] = "umgezogen", ["Postleitzahl"] = "99999" }),
                MastrRecord.Of("EinheitenSolar", "SEE910000000026", new(2019, 1, 1, 0, 0, 0, TimeSpan.Zero), new Dictionary<string, string>(StringComparer.Ordinal) { ["Ort"] = "veraltet" }),
            ], connection, transaction, Cancellation));
        await WriteAsync(bed, (connection, transaction) => MastrRecords.RemoveAsync(["SEE910000000040"], [], connection, transaction, Cancellation));

        await bed.ImportAsync(bed.Zips.Changed(("Netze.xml", null)), "Gesamtdatenexport_20260204_25.2.zip");

        Assert.Equal("umgezogen", (await bed.Units.FindAsync(Roof, Cancellation))!.Fields["Ort"]);
        Assert.Equal(Roof, Assert.Single(await bed.Units.ListAsync("99999", "", 9, Cancellation)).Id);
        Assert.NotEqual("veraltet", (await bed.Units.FindAsync("SEE910000000026", Cancellation))!.Fields["Ort"], StringComparer.Ordinal);
        Assert.NotNull((await bed.Units.FindAsync("SEE910000000040", Cancellation))!.GoneAt);
    }

    [Fact]
    public async Task An_interrupted_import_goes_on_at_the_file_where_it_stopped_and_the_old_state_is_read_meanwhile()
    {
        await using var bed = await ImportBed.OpenAsync(database);
        await bed.ImportSolarAsync(Zips.Solar("SEE999999999999"));
        var first = Zips.SolarFile(Zips.Solar(Roof), Zips.Solar("SEE910000000026"));
        var zip = bed.Zips.Changed(("EinheitenSolar_1.xml", first));

        // As a kill in the middle of a file leaves it: the transactions of the files before, and a state that is loading.
        await bed.ExecuteAsync("""
            create function lem.cut() returns trigger language plpgsql as $$ begin raise exception 'cut'; end $$;
            create trigger cut before insert on lem.mastr_members for each row when (new.name = 'Lokationen_1.xml') execute function lem.cut()
            """);
        await Assert.ThrowsAsync<PostgresException>(() => bed.ImportAsync(zip, writers: 1));
        Assert.Equal(["SEE999999999999"], await bed.NumbersAsync(), StringComparer.Ordinal);
        await bed.ExecuteAsync("drop trigger cut on lem.mastr_members");

        var loaded = await bed.ScalarAsync<long>("select count(*) from mastr_members m join mastr_generations g on g.id = m.generation where g.state = 'loading'");
        var report = await bed.ImportAsync(zip);

        Assert.Equal(loaded, report.Resumed);
        Assert.InRange(report.Resumed, 1, 26);
        Assert.Equal(2 + 3 + 6, report.Counts["EinheitenSolar"] + report.Counts["Lokationen"]);
    }

    [Fact]
    public async Task Two_imports_at_once_are_refused()
    {
        await using var bed = await ImportBed.OpenAsync(database);
        var entered = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        var first = bed.ImportAsync(Zips.Sample, watch: new Holding(entered, go));
        await entered.Task.WaitAsync(Cancellation);

        var error = await Assert.ThrowsAsync<MastrException>(() => bed.ImportAsync(Zips.Sample));
        go.SetResult();
        await first;

        Assert.Equal(MastrError.ImportRunning, error.Error);
        Assert.Equal(10, (await bed.NumbersAsync()).Count);
    }

    [Fact]
    public async Task A_state_that_somebody_reads_is_dropped_later()
    {
        await using var bed = await ImportBed.OpenAsync(database);
        await bed.ImportAsync(Zips.Sample);
        await using var reader = await bed.Store.DataSource.OpenConnectionAsync(Cancellation);
        await using (var transaction = await reader.BeginTransactionAsync(Cancellation))
        {
            await using var read = new NpgsqlCommand("select count(*) from mastr_records", reader, transaction);
            await read.ExecuteScalarAsync(Cancellation);
            await bed.ImportAsync(bed.Zips.Changed(("Netze.xml", null)));
            Assert.Equal(2L, await bed.ScalarAsync<long>("select count(*) from pg_tables where tablename like 'mastr\\_records\\__'"));
        }

        await bed.ImportAsync(bed.Zips.Changed(("AnlagenKwk.xml", null)));
        Assert.Equal(1L, await bed.ScalarAsync<long>("select count(*) from pg_tables where tablename like 'mastr\\_records\\__'"));
    }

    static async Task WriteAsync(ImportBed bed, Func<NpgsqlConnection, NpgsqlTransaction, Task> work)
    {
        await using var connection = await bed.Store.DataSource.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await work(connection, transaction);
        await transaction.CommitAsync(Cancellation);
    }

    sealed class Holding(TaskCompletionSource entered, TaskCompletionSource go) : IImportWatch
    {
        public async Task ProgressAsync(long done, long total, string stage, CancellationToken cancellation)
        {
            entered.TrySetResult();
            await go.Task.WaitAsync(cancellation);
        }
    }
}
