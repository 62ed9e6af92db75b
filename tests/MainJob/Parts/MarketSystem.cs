using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Testbed;
using LocalEnergyMarket.Testbed.Postgres;

namespace LocalEnergyMarket.MainJob.Parts;

/// <summary>The whole system as real processes on loopback, with all its state below one folder.</summary>
public sealed class MarketSystem : IAsyncDisposable
{
    readonly SystemOptions _options;
    readonly List<Part> _processes = [];
    readonly List<Func<Task>> _stops = [];
    PostgresCluster? _postgres;
    ChainPart? _chain;
    SimulatorPart? _simulator;
    BackendPart? _backend;
    PortalPart? _portal;
    MarketClock? _clock;

    public MarketSystem(SystemOptions options)
    {
        _options = options with { Folder = Path.GetFullPath(options.Folder) };
        Plant = new(_options);
        Callers = new(Neighbourhood.Traders.Select(trader => trader.CustomerId));
        Directory.CreateDirectory(_options.Folder);
        Authority = PrivateAuthority.Create(In("authority"));
    }

    public PlantOfTheDay Plant { get; }

    public Callers Callers { get; }

    public PostgresCluster Postgres => Started(_postgres);

    /// <summary>The connection string of the backend's database.</summary>
    public string Database { get; private set; } = "";

    public ChainPart Chain => Started(_chain);

    public SimulatorPart Simulator => Started(_simulator);

    public BackendPart Backend => Started(_backend);

    /// <summary>Null if it was not started.</summary>
    public PortalPart? Portal => _portal;

    /// <summary>Box 1 and box 2.</summary>
    public IReadOnlyList<BoxPart> Boxes { get; private set; } = [];

    /// <summary>The market's clock as all processes have it.</summary>
    public MarketClock Clock => Started(_clock);

    /// <summary>The authority that certified backend and portal, PEM.</summary>
    public string AuthorityFile => Authority.RootFile;

    internal PrivateAuthority Authority { get; }

    /// <summary>A path below the system's folder.</summary>
    public string In(params IEnumerable<string> parts) => Path.Combine([_options.Folder, .. parts]);

    /// <summary>Starts everything but the boxes' daemons, which have to be enrolled first.</summary>
    /// <exception cref="TestbedException">A part did not come up; the message says which, and shows the end of its log.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        var database = StartDatabaseAsync(cancellation);
        var boxes = Task.WhenAll(ManufactureAsync(1, cancellation), ManufactureAsync(2, cancellation));
        var chain = StartChainAsync(cancellation);
        await Task.WhenAll(database, boxes, chain);
        Boxes = await boxes;

        // Only now: what came before does not depend on the market's time.
        _clock = new(DateTimeOffset.UtcNow, _options.MarketStart, _options.Factor);
        var clock = _clock.ToString();
        _backend = await BackendPart.StartAsync(In("backend"), clock, Database, Chain, Authority, TpmRoots(), Callers, Own, cancellation);
        _simulator = await SimulatorPart.StartAsync(In("simulator"), clock, Plant, Own, cancellation);
        foreach (var box in Boxes)
        {
            Own(box.Process);
        }

        Boxes[0].Configure(clock, _backend.Url, Authority.RootFile, [Modbus("pv", 1), Modbus("household", 2)]);
        Boxes[1].Configure(clock, _backend.Url, Authority.RootFile, [Modbus("battery", 1), OpenEms(2)], _options.OwnNode ? Chain.Url : null);
        if (_options.PortalPort is { } port)
        {
            await StartPortalAsync(port, cancellation);
        }
    }

    /// <summary>Starts the portal of a system that has none yet and is started otherwise.</summary>
    /// <exception cref="TestbedException">It did not come up; the message shows the end of its log.</exception>
    public async Task<PortalPart> StartPortalAsync(int port, CancellationToken cancellation) =>
        _portal = await PortalPart.StartAsync(In("portal"), port, Database, Backend, Authority, Callers, Own, cancellation);

    /// <summary>Ends when a part has died that nobody stopped.</summary>
    /// <returns>The part.</returns>
    public async Task<Part> FirstDeathAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            lock (_processes)
            {
                if (_processes.Find(part => part.Died) is { } dead)
                {
                    return dead;
                }
            }
        }

        throw new OperationCanceledException(cancellation);
    }

    /// <summary>Stops everything, the last started first.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var stop in Enumerable.Reverse(_stops))
        {
            await stop();
        }

        _stops.Clear();
    }

    static T Started<T>(T? part) => part ?? throw new InvalidOperationException($"The system has no {typeof(T).Name}: it is not started.");

    async Task StartDatabaseAsync(CancellationToken cancellation)
    {
        _postgres = await PostgresCluster.StartAsync(In("postgres"), cancellation);
        Stopped(async () => await _postgres.DisposeAsync());
        Database = await _postgres.CreateDatabaseAsync(cancellation, "lem");
    }

    async Task StartChainAsync(CancellationToken cancellation) => _chain = await ChainPart.StartAsync(In("chain"), Own, cancellation);

    async Task<BoxPart> ManufactureAsync(int number, CancellationToken cancellation)
    {
        var name = $"box{number}";
        var box = await BoxPart.ManufactureAsync(name, In(name), cancellation);
        Stopped(async () => await box.Tpm.DisposeAsync());
        return box;
    }

    /// <summary>The certificates of the authorities that certified the boxes' TPMs, in one folder; never their keys.</summary>
    string TpmRoots()
    {
        var folder = Directory.CreateDirectory(In("tpm-makers")).FullName;
        foreach (var box in Boxes)
        {
            foreach (var file in Directory.EnumerateFiles(box.Tpm.AuthorityFolder, "*cert*.pem"))
            {
                File.Copy(file, Path.Combine(folder, $"{box.Name}-{Path.GetFileName(file)}"), overwrite: true);
            }
        }

        return folder;
    }

    object Modbus(string name, int index)
    {
        var meter = Simulator.Meter(name);
        return new { meter.Serial, Index = index, Type = meter.DeviceType, meter.Host, meter.Port, meter.Unit };
    }

    object OpenEms(int index) => new
    {
        Serial = Neighbourhood.Workshop.MeterSerial, Index = index, Type = "openems", Url = Simulator.OpenEmsAddress, Component = "meter0", Role = "grid",
    };

    void Own(Part part)
    {
        lock (_processes)
        {
            _processes.Add(part);
        }

        Stopped(part.StopAsync);
    }

    void Stopped(Func<Task> stop)
    {
        lock (_stops)
        {
            _stops.Add(stop);
        }
    }
}
