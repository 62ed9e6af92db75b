using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Edge.Gateway.Batches;
using LocalEnergyMarket.Edge.Gateway.Chain;
using LocalEnergyMarket.Edge.Gateway.Commands;
using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Edge.Gateway.Polling;
using LocalEnergyMarket.Edge.Gateway.Vitals;
using LocalEnergyMarket.Edge.Identity;
using LocalEnergyMarket.Hardware.Simulation.Plants;
using LocalEnergyMarket.Hardware.Simulation.Serving;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Chain;

/// <summary>A box with an account of its own on the node, a simulated plant, and no backend; its follower moves when a test says so.</summary>
sealed class ChainBench : IAsyncDisposable
{
    static int _boxes;

    readonly ScratchFolder _scratch = new();
    readonly HttpClient _http = new();
    readonly BoxFixture _box;
    readonly PlantSimulator _plant;
    readonly MeterSet _meters;
    readonly TimeProvider _market;
    readonly int _expireSeconds;
    readonly BoxIdentity _identity;
    ReportDesk _desk = null!;

    ChainBench(BoxFixture box, TestNode node, NodeGate gate, PlantSimulator plant, BoxIdentity identity, TimeProvider market, int expireSeconds)
    {
        (_box, Node, Gate, _plant, _identity, _market, _expireSeconds) = (box, node, gate, plant, identity, market, expireSeconds);
        _meters = MeterSet.Open(
        [
            .. plant.Meters.Select((m, i) => new MeterOptions { Serial = m.Serial, Index = i + 1, Type = m.Device.Type, Host = "127.0.0.1", Port = m.Port }),
        ]);
        Start();
    }

    public TestNode Node { get; }

    public NodeGate Gate { get; }

    public string Account => _identity.ChainAccount;

    public BoxJournal Journal { get; private set; } = null!;

    public ReportJournal Reports { get; private set; } = null!;

    public ChainFollower Follower { get; private set; } = null!;

    public CommandHandler Commands { get; private set; } = null!;

    public BatchCloser Closer { get; private set; } = null!;

    public RecordingLog Log { get; } = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public BoxVitals Vitals { get; } = new(TimeProvider.System);

    public static async Task<ChainBench> StartAsync(BoxFixture box, TestNode node, TimeProvider? market = null, int expireSeconds = 30)
    {
        var account = $"lem.b{"abcdefghijklmnopqrstuvwxyz"[Interlocked.Increment(ref _boxes)]}";
        await node.AddBoxAsync(account, PublicKey.FromUncompressed(KeyType.R1, box.Key.Signer.PublicKey.Span));
        var clock = new MarketClock(DateTimeOffset.UtcNow, new(2026, 6, 21, 10, 52, 0, TimeSpan.Zero), 1);
        return new(
            box,
            node,
            await NodeGate.StartAsync(node.Url, Cancellation),
            await PlantSimulator.StartAsync(new Plant(new()), new(), clock, Cancellation),
            new(Guid.NewGuid().ToString(), box.Key.PublicKeyHex, account, "lem.market", node.ChainId.ToString()),
            market ?? clock,
            expireSeconds);
    }

    /// <summary>As after a power cut: everything from the journal.</summary>
    public void Restart()
    {
        Journal.Dispose();
        _desk.Dispose();
        Start();
    }

    public async Task StepAsync() => await Follower.StepAsync(Cancellation);

    /// <summary>The follower's steps until something holds; nodes that are away are looked for again.</summary>
    public async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await condition())
        {
            try
            {
                await Follower.StepAsync(limit.Token);
            }
            catch (HttpRequestException)
            {
                // The gate is shut.
            }

            await Task.Delay(20, limit.Token);
        }
    }

    public Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    /// <summary>Until an event and all before it are at their end.</summary>
    public Task UntilFinishedAsync(ulong id) => UntilAsync(() => Reports.Position() >= id && Reports.Unfinished().Count == 0);

    public async ValueTask DisposeAsync()
    {
        Journal.Dispose();
        _desk.Dispose();
        await _meters.DisposeAsync();
        await _plant.DisposeAsync();
        await Gate.DisposeAsync();
        _http.Dispose();
        _scratch.Dispose();
    }

    void Start()
    {
        var reporter = new ChainReporter(_identity, _box.Key.Signer);
        Journal = BoxJournal.Open(_scratch.In("journal.db"));
        Reports = new(Journal, _identity.ChainAccount, TimeSpan.FromDays(1), TimeProvider.System);
        _desk = new(_meters, new MeterReader(Journal, _market, TimeProvider.System), reporter, Reports, Log);
        Commands = new(_meters, _desk, TimeProvider.System, Log);
        Closer = new(_identity.BoxId, Journal, _box.Key.Signer, _market);
        var chain = new Eos(new() { HttpEndpoint = Gate.Url, ChainId = _identity.ChainId }, _http);
        Follower = Box.Follower(new() { Endpoints = [Gate.Url], ExpirySeconds = _expireSeconds }, chain, _meters, _desk, reporter, Journal, Reports, _market, Log, Vitals);
    }
}
