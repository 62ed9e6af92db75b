using LocalEnergyMarket.Backend.Store.Projections;
using LocalEnergyMarket.Backend.Store.Schema;
using Npgsql;

namespace LocalEnergyMarket.Backend.Store.Tests;

/// <summary>Holds the tables against a dump of what Marten 9.29 creates for the same names.</summary>
public sealed class SchemaTests(Database database)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tables_are_those_that_Marten_creates()
    {
        var ours = await database.CreateAsync();
        await using (var store = DocumentStore.For(options =>
        {
            options.Connection(ours);
            options.Schema.For<Box>().Duplicate(box => box.Serial).GinIndexJsonData();
            options.Projections.Snapshot<Order>(SnapshotLifecycle.Inline, fold => fold.DeleteEvent<OrderWithdrawn>());
        }))
        {
            await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync(Cancellation);
        }

        var martens = await database.CreateAsync();
        var dump = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Data", "marten-schema.sql"), Cancellation);
        await ExecuteAsync(martens, dump);

        var expected = await DescribeAsync(martens);
        var actual = await DescribeAsync(ours);
        Assert.Equal(expected, actual);
        Assert.Contains(actual, line => line.StartsWith("column mt_doc_box 6 serial", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Applying_again_or_from_many_processes_at_once_changes_nothing()
    {
        var connection = await database.CreateAsync();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            await using var store = await Database.OpenAsync(connection, options => options.AddModule(new Counters()));
        }));
        await ExecuteAsync(connection, "insert into lem.counters values (7)");

        await using var again = await Database.OpenAsync(connection, options => options.AddModule(new Counters()));

        Assert.Equal(["1", "7"], await ColumnAsync(connection, "select n::text from lem.counters order by n"));
    }

    [Fact]
    public async Task A_failing_migration_is_named_and_leaves_nothing_behind()
    {
        var connection = await database.CreateAsync();

        var error = await Assert.ThrowsAsync<StoreException>(() => Database.OpenAsync(connection, options =>
        {
            options.AddModule(new Counters());
            options.AddModule(new Broken());
        }));

        Assert.Equal("The migration 0001-typo of the module broken failed: relation \"nowhere\" does not exist", error.Message);
        Assert.Empty(await ColumnAsync(connection, "select nspname::text from pg_namespace where nspname = 'lem'"));
    }

    [Fact]
    public async Task A_column_duplicated_later_is_filled_from_what_is_stored()
    {
        var connection = await database.CreateAsync();
        await using (var before = DocumentStore.For(options =>
        {
            options.Connection(connection);
            options.Schema.For<Plant>();
        }))
        {
            await before.Storage.ApplyAllConfiguredChangesToDatabaseAsync(Cancellation);
            await using var session = before.LightweightSession();
            session.Store(new Plant(Guid.CreateVersion7(), "anna", PlantKind.Battery, new(5)));
            await session.SaveChangesAsync(Cancellation);
        }

        await using var after = await Database.OpenAsync(connection);

        Assert.Equal(["anna"], await ColumnAsync(connection, "select owner from lem.mt_doc_plant"));
    }

    [Theory]
    [InlineData("Lem")]
    [InlineData("lem; drop schema public")]
    [InlineData("")]
    public void A_schema_name_that_would_need_quoting_is_refused(string name)
    {
        var error = Assert.Throws<StoreException>(() => DocumentStore.For(options =>
        {
            options.Connection("Host=127.0.0.1");
            options.DatabaseSchemaName = name;
        }));
        Assert.Contains("lower case letters", error.Message, StringComparison.Ordinal);
    }

    static async Task<List<string>> DescribeAsync(string connection) => await ColumnAsync(connection, """
        with tables as (
          select c.oid, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where n.nspname = 'lem' and c.relkind = 'r' and c.relname in (
            'mt_streams', 'mt_events', 'mt_event_progression', 'mt_high_water_skips', 'mt_doc_deadletterevent', 'mt_doc_box', 'mt_doc_order'))
        select format('column %s %s %s %s %s default %s', t.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
            case when t.relname = 'mt_events' and a.attname = 'timestamp' then 'differs: Marten freezes the time of creation'
                 else coalesce(pg_get_expr(d.adbin, d.adrelid), 'none') end) as line
          from tables t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 left join pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
        union all
        select format('constraint %s %s %s', t.relname, k.conname, pg_get_constraintdef(k.oid)) from tables t join pg_constraint k on k.conrelid = t.oid
        union all
        select format('index %s', pg_get_indexdef(i.indexrelid)) from tables t join pg_index i on i.indrelid = t.oid
        union all
        select format('sequence %s %s %s %s owned by %s', s.relname, q.seqstart, q.seqincrement, q.seqcache, d.refobjid::regclass)
          from pg_class s join pg_namespace n on n.oid = s.relnamespace join pg_sequence q on q.seqrelid = s.oid
          join pg_depend d on d.objid = s.oid and d.deptype = 'a' where n.nspname = 'lem'
        order by line
        """);

    static async Task ExecuteAsync(string connection, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    static async Task<List<string>> ColumnAsync(string connection, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var rows = new List<string>();
        while (await reader.ReadAsync(Cancellation))
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    sealed class Counters : IModuleSchema
    {
        public string Name => "counters";

        public IReadOnlyList<ModuleMigration> Migrations { get; } =
        [
            new("0001-table", "create table counters (n int)"),
            new("0002-first", "insert into counters values (1)"),
        ];
    }

    sealed class Broken : IModuleSchema
    {
        public string Name => "broken";

        public IReadOnlyList<ModuleMigration> Migrations { get; } = [new("0001-typo", "insert into nowhere values (1)")];
    }
}

public sealed record Box(Guid Id, string Serial);
