using LocalEnergyMarket.Backend.Forecasts;
using LocalEnergyMarket.Backend.Forecasts.Beliefs;
using LocalEnergyMarket.Backend.Jobs;
using LocalEnergyMarket.Backend.Jobs.Running;
using LocalEnergyMarket.Backend.Jobs.Runs;
using LocalEnergyMarket.Backend.Mastr;
using LocalEnergyMarket.Backend.Mastr.Records;
using LocalEnergyMarket.Backend.Mastr.Units;
using LocalEnergyMarket.Backend.Registry;
using LocalEnergyMarket.Backend.Registry.Boxes;
using LocalEnergyMarket.Backend.Registry.Customers;
using LocalEnergyMarket.Backend.Server.Forecasts.Own;
using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Backend.Telemetry;
using LocalEnergyMarket.Backend.Telemetry.Slots;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Testbed.Processes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalEnergyMarket.Backend.Server.OwnForecasts.Tests;

/// <summary>A database with units, customers and meters, weather and the supplier's files, and the job that forecasts from them.</summary>
sealed class ForecastBed : IAsyncDisposable
{
    readonly ScratchFolder _scratch;
    readonly DocumentStore _store;
    readonly ServiceProvider _services;

    ForecastBed(ScratchFolder scratch, DocumentStore store, DateTimeOffset now)
    {
        (_scratch, _store) = (scratch, store);
        Clock = new() { Now = now };
        var own = new OwnForecastOptions { ConsumersFile = In("consumers.csv"), PostcodesFile = In("postcodes.csv"), ProfilesFolder = Path.Combine(AppContext.BaseDirectory, "Data") };
        var weather = new WeatherOptions { Folder = In("weather") };
        _services = new ServiceCollection()
            .AddSingleton<IDocumentStore>(store).AddSingleton(store.DataSource).AddSingleton<TimeProvider>(Clock)
            .AddSingleton<CustomerRegister>().AddSingleton<BoxRegister>().AddSingleton<UnitRegister>().AddSingleton<StoragePlants>()
            .AddSingleton<SlotEnergyQuery>().AddSingleton<BeliefStore>()
            .AddSingleton(own).AddSingleton(weather).AddSingleton(new SupplierFiles(own)).AddSingleton(new WeatherFetch(weather)).AddSingleton<WeatherShelf>()
            .AddSingleton<Households>().AddSingleton<UnitLoader>().AddSingleton<UnitPast>().AddSingleton<IJob, ForecastUpdateJob>()
            .AddSingleton(provider => new JobCatalogue(provider.GetServices<IJob>)).AddSingleton<JobDesk>()
            .AddSingleton(provider => new JobRunner(store.DataSource, provider.GetRequiredService<JobCatalogue>(), RunnerOptions.Default, NullLogger<JobRunner>.Instance))
            .BuildServiceProvider();
    }

    public SetClock Clock { get; }

    public BeliefStore Beliefs => _services.GetRequiredService<BeliefStore>();

    public static async Task<ForecastBed> StartAsync(string database, DateTimeOffset now, CancellationToken cancellation)
    {
        var scratch = new ScratchFolder();
        var store = DocumentStore.For(options =>
        {
            options.Connection(database);
            options.DatabaseSchemaName = $"own{Guid.NewGuid():N}";
            options.AddModule(new JobsSchema());
            options.AddModule(new MastrSchema());
            options.AddModule(new ForecastSchema());
            options.AddModule(new TelemetrySchema());
            options.AddRegistry();
        });
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync(cancellation);
        Directory.CreateDirectory(scratch.In("weather"));
        await File.WriteAllTextAsync(scratch.In("consumers.csv"), "unit_number;profile;yearly_kwh\n", cancellation);
        await File.WriteAllTextAsync(scratch.In("postcodes.csv"), "postcode;latitude;longitude\n01067;51.06;13.72\n", cancellation);
        return new(scratch, store, now);
    }

    public string In(string name) => _scratch.In(name);

    /// <param name="kind">The file of the export it stands in.</param>
    public async Task RegisterAsync(string kind, string number, Dictionary<string, string> fields, CancellationToken cancellation)
    {
        fields[kind == "AnlagenStromSpeicher" ? "MaStRNummer" : "EinheitMastrNummer"] = number;
        await using var connection = await _store.DataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await MastrRecords.UpsertAsync([MastrRecord.Of(kind, number, null, fields)], connection, transaction, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    public Task CustomerAsync(string id, CancellationToken cancellation, params string[] units) =>
        _services.GetRequiredService<CustomerRegister>().RegisterAsync(new(id, id, "11XLOCALMARKET-M", units, Marketing.Active), cancellation);

    /// <summary>A box whose meter measures the unit, with slot energies as they would have come of its readings.</summary>
    public async Task MeasuredAsync(string unit, IEnumerable<(Timeslot Timeslot, long Import, long Export)> energies, CancellationToken cancellation)
    {
        var box = Guid.CreateVersion7();
        await using (var session = _store.LightweightSession())
        {
            session.Events.StartStream<Box>(box, new BoxEnrolled($"box {unit}", new byte[65], "box.a", [], "", "", ""), new MeterLinked("1EMH0000000001", 1, unit));
            await session.SaveChangesAsync(cancellation);
        }

        await using var command = _store.DataSource.CreateCommand("""
            with meter as (insert into meters (box, serial) values ($1, '1EMH0000000001') returning meter_key)
            insert into slot_energies (meter_key, timeslot, version, quality, batch_sequence, batch_hash, computed_at,
              import_wh, import_quality, import_start_wh, import_start_quality, import_start_sequence, import_end_wh, import_end_quality, import_end_sequence,
              export_wh, export_quality, export_start_wh, export_start_quality, export_start_sequence, export_end_wh, export_end_quality, export_end_sequence)
            select meter_key, t, 1, 1, 1, '\x00', now(), i, 1, 0, 1, 1, i, 1, 1, e, 1, 0, 1, 1, e, 1, 1
            from meter, unnest($2::bigint[], $3::bigint[], $4::bigint[]) as slots (t, i, e)
            """);
        var slots = energies.ToList();
        command.Parameters.Add(new() { Value = box });
        command.Parameters.Add(new() { Value = slots.Select(slot => slot.Timeslot.StartUnixSeconds).ToArray() });
        command.Parameters.Add(new() { Value = slots.Select(slot => slot.Import).ToArray() });
        command.Parameters.Add(new() { Value = slots.Select(slot => slot.Export).ToArray() });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Runs the job to its end.</summary>
    public async Task<(JobInfo Run, IReadOnlyList<string> Log)> RunAsync(CancellationToken cancellation, params string[] units)
    {
        var desk = _services.GetRequiredService<JobDesk>();
        var id = await desk.StartAsync(ForecastUpdateJob.JobKind, new { unitNumbers = units }, "test", cancellation);
        var runner = _services.GetRequiredService<JobRunner>();
        await runner.TakeUpAsync(cancellation);
        await runner.IdleAsync();
        return ((await desk.FindAsync(id, cancellation))!, [.. (await desk.LogAsync(id, 0, 1000, cancellation)).Select(line => $"{line.Level}: {line.Message}")]);
    }

    public Task<Guid> StartAsync<T>(T arguments, CancellationToken cancellation) =>
        _services.GetRequiredService<JobDesk>().StartAsync(ForecastUpdateJob.JobKind, arguments, "test", cancellation);

    public async Task<IReadOnlyList<SlotBeliefs>> BeliefsAsync(string unit, CancellationToken cancellation)
    {
        var first = Timeslot.Containing(Clock.Now);
        return await Beliefs.BeliefsAsync(new([unit], first, first.Plus(1000)), cancellation).ToListAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _store.DisposeAsync();
        _scratch.Dispose();
    }
}

/// <summary>A clock that a test sets.</summary>
sealed class SetClock : TimeProvider
{
    public DateTimeOffset Now { get; set; }

    public override DateTimeOffset GetUtcNow() => Now;
}
