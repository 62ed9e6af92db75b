using LocalEnergyMarket.Backend.Anchoring;
using LocalEnergyMarket.Backend.Anchoring.DataEvents;
using LocalEnergyMarket.Backend.Anchoring.Outbox;
using LocalEnergyMarket.Backend.Anchoring.Performing;
using LocalEnergyMarket.Backend.Anchoring.Pruning;
using LocalEnergyMarket.Backend.Anchoring.Trees;
using LocalEnergyMarket.Backend.Anchoring.Watching;
using LocalEnergyMarket.Backend.Forecasts;
using LocalEnergyMarket.Backend.Jobs;
using LocalEnergyMarket.Backend.Mastr;
using LocalEnergyMarket.Backend.Mastr.Soap;
using LocalEnergyMarket.Backend.Registry;
using LocalEnergyMarket.Backend.Rpc;
using LocalEnergyMarket.Backend.Rpc.Calls.RateLimits;
using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Backend.Server.Access;
using LocalEnergyMarket.Backend.Server.Boxes;
using LocalEnergyMarket.Backend.Server.Control;
using LocalEnergyMarket.Backend.Server.Errors;
using LocalEnergyMarket.Backend.Server.Evidence;
using LocalEnergyMarket.Backend.Server.Fleet;
using LocalEnergyMarket.Backend.Server.Forecasts;
using LocalEnergyMarket.Backend.Server.Jobs;
using LocalEnergyMarket.Backend.Server.Jobs.Timeslots;
using LocalEnergyMarket.Backend.Server.Market;
using LocalEnergyMarket.Backend.Server.Mastr;
using LocalEnergyMarket.Backend.Server.Registry;
using LocalEnergyMarket.Backend.Server.Settlement;
using LocalEnergyMarket.Backend.Server.Status;
using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Backend.Telemetry;
using LocalEnergyMarket.Backend.Telemetry.Ingest;
using LocalEnergyMarket.Backend.Telemetry.Slots;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Protos.Quantities;
using Npgsql;

namespace LocalEnergyMarket.Backend.Server.Hosting;

/// <summary>Puts the modules together.</summary>
static class Services
{
    public static void AddBackend(this IServiceCollection services, ServerOptions options)
    {
        var market = Setting.Use(nameof(options.Clock), () => MarketClock.Parse(options.Clock));
        services.AddSingleton(market);
        services.AddSingleton(ServerCertificate.Load(options.Listen));
        services.AddSingleton(Setting.Use(nameof(options.AccessFile), () => CallerFile.Read(options.AccessFile)));
        services.AddSingleton<IRefusalSource, DomainRefusals>().AddSingleton<IRefusalSource, DatabaseRefusals>();
        services.AddSingleton(new GuessedMethods(
            "/lem.v1.BoxService/BeginEnrollment", "/lem.v1.RegistryService/ClaimUnit", "/lem.v1.RegistryService/ConfirmOwnership"));
        services.AddSingleton(new Markets(options.Markets));
        services.AddStore(options);
        services.AddMastr(options.MastrExport);
        services.AddMastrSync(options.Mastr.Soap);
        services.AddRegister(options);
        services.AddForecasts(options.Forecasts);
        services.AddChain(options.Chain);
        services.AddMarket();
        services.AddBoxes(options.Boxes);
        services.AddJobs(options, market);
        services.AddHostedService<ServerMetrics>();
        services.AddSingleton<PartChecks>().AddRpcHealth(provider => provider.GetRequiredService<PartChecks>().Plan());
    }

    static void AddStore(this IServiceCollection services, ServerOptions options)
    {
        var database = Setting.Use(nameof(options.Database), () => new NpgsqlConnectionStringBuilder(options.Database).ConnectionString);
        services.AddSingleton(provider => DocumentStore.For(store =>
        {
            store.Connection(database);
            store.DatabaseSchemaName = options.Schema;
            store.TimeProvider = provider.GetRequiredService<TimeProvider>();
            store.LoggerFactory = provider.GetRequiredService<ILoggerFactory>();
            store.AddModule(new JobsSchema());
            store.AddModule(new MastrSchema());
            store.AddModule(new TimeslotSchema());
            store.AddModule(new MastrSyncSchema());
            store.AddModule(new ForecastSchema());
            store.AddModule(new TelemetrySchema());
            store.AddModule(new AnchoringSchema());
            store.AddModule(new FleetSchema());
            store.AddModule(new ControlSchema());
            store.AddRegistry();
            store.AddAuctions();
            store.Schema.For<TimeslotSecret>();
            store.Schema.For<SettlementDocument>();
        }));
        services.AddSingleton<IDocumentStore>(provider => provider.GetRequiredService<DocumentStore>());
        services.AddSingleton(provider => provider.GetRequiredService<DocumentStore>().DataSource);
    }

    static void AddChain(this IServiceCollection services, ChainOptions options)
    {
        services.AddSingleton(new ContractAccounts(AccountOf(options.Contract, "Contract"), AccountOf(options.Operator, "Operator"), AccountOf(options.Trigger, "Trigger")));
        services.AddSingleton(new SigningKeys(KeyOf(options.OperatorKeyFile, "OperatorKeyFile"), KeyOf(options.TriggerKeyFile, "TriggerKeyFile")));

        // One client for the process's life: its node is one address, kept open.
        services.AddSingleton(Setting.Use(
            "Chain:Url", () => new Eos(new EosConfigurator { HttpEndpoint = options.Url }, new HttpClient { Timeout = TimeSpan.FromSeconds(10) })));
        services.AddSingleton<ChainIdentity>().AddSingleton<ChainOutbox>().AddSingleton<DeadLetters>().AddSingleton<ChainCursor>().AddSingleton<TreeStore>().AddSingleton<DataEventDesk>();
        services.AddSingleton(options.Bundles).AddSingleton<Performer>().AddSingleton<Watcher>().AddSingleton<IBoxDirectory, BoxDirectory>();
        services.AddJob<PerformerJob>();
        services.AddJob<WatcherJob>();
        services.AddSingleton(options.Retention).AddSingleton<Pruner>();
        services.AddJob<PruningJob>();
        services.AddSingleton<DataRequests>().AddHostedService(provider => provider.GetRequiredService<DataRequests>());
    }

    static void AddMarket(this IServiceCollection services)
    {
        services.AddSingleton<AuctionDesk>().AddSingleton<ForecastCaps>().AddSingleton<Anchors>().AddSingleton<MeteredUnits>();
        services.AddSingleton<GateClosing>().AddSingleton<SettlementMaking>();
        services.AddSingleton<SlotRecord>().AddSingleton<MeasuredFacts>().AddSingleton<DatabaseFacts>().AddSingleton<TimeslotDocuments>();
        services.AddJob<TimeslotJob>();
    }

    static void AddBoxes(this IServiceCollection services, BoxStreamOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<ReadingPartitions>().AddSingleton<BatchIngest>().AddSingleton<IBatchWrite, SlotEnergyWrite>();
        services.AddSingleton<SlotEnergyQuery>().AddSingleton<SlotClosing>().AddSingleton<GapQuery>().AddSingleton<LiveValues>();
        services.AddSingleton<IBatchWrite>(provider => provider.GetRequiredService<LiveValues>());
        services.AddSingleton<ConnectedBoxes>().AddSingleton<BoxStreams>().AddSingleton<ReportCheck>().AddSingleton<HelloCheck>();
        services.AddSingleton<MeterExchanges>().AddSingleton<BoxRevoking>().AddHostedService<RevocationWatch>();
        services.AddSingleton<FleetOrders>().AddSingleton<FleetDesk>().AddSingleton<PackageStore>().AddHostedService<OrderDelivery>();
        services.AddSingleton<LimitStore>().AddSingleton<LimitDesk>().AddSingleton<BoxEventLog>().AddSingleton<BoxControl>().AddHostedService<SetPointDelivery>();
    }

    static void AddJob<T>(this IServiceCollection services)
        where T : JobLoop => services
        .AddSingleton<T>()
        .AddSingleton<JobLoop>(provider => provider.GetRequiredService<T>())
        .AddHostedService(provider => provider.GetRequiredService<T>());

    static Name AccountOf(string text, string key) => Setting.Use($"Chain:{key}", () => Name.Parse(text));

    static PrivateKey KeyOf(string path, string key) => Setting.Use($"Chain:{key}", () => PrivateKey.Parse(File.ReadAllText(path).Trim()));
}
