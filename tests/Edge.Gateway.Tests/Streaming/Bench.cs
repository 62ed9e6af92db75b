using LocalEnergyMarket.Edge.Gateway.Batches;
using LocalEnergyMarket.Edge.Gateway.Chain;
using LocalEnergyMarket.Edge.Gateway.Commands;
using LocalEnergyMarket.Edge.Gateway.Control;
using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Edge.Gateway.Polling;
using LocalEnergyMarket.Edge.Gateway.Streaming;
using LocalEnergyMarket.Edge.Gateway.Tests.Backend;
using LocalEnergyMarket.Edge.Gateway.Tests.Journal;
using LocalEnergyMarket.Edge.Identity;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Streaming;

/// <summary>A box without its polls: a journal, a closer and a link, and the backend's ledger on the other side.</summary>
sealed class Bench : IAsyncDisposable
{
    readonly ScratchFolder _scratch = new();
    readonly BoxFixture _box;
    readonly MeterSet _meters = MeterSet.Open([]);
    ReportDesk? _desk;

    public Bench(BoxFixture box)
    {
        _box = box;
        Ledger = new() { BoxId = Guid.NewGuid().ToString(), PublicKey = box.Key.Signer.PublicKey };
        Journal = BoxJournal.Open(_scratch.In("journal.db"));
        Reader = new(Journal, TimeProvider.System, TimeProvider.System);
        Closer = new(Ledger.BoxId, Journal, box.Key.Signer, TimeProvider.System);
        File.WriteAllText(_scratch.In("authority.pem"), Certificates.Authority.ExportCertificatePem());
        Access = BackendAccess.Load(_scratch.In("authority.pem"));
    }

    public Ledger Ledger { get; }

    public BoxJournal Journal { get; }

    public MeterReader Reader { get; }

    public BatchCloser Closer { get; }

    public TestCertificates Certificates { get; } = new();

    public BackendAccess Access { get; }

    public RecordingLog Log { get; } = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public Task<TestBackend> BackendAsync(int port = 0) => TestBackend.StartAsync(Ledger, Certificates.Server(), Cancellation, port);

    public RunningLink Link(params IReadOnlyList<Uri> backends) => Link(Access, backends);

    public RunningLink Link(BackendAccess access, params IReadOnlyList<Uri> backends) => Link(access, control: null, backends);

    public RunningLink Link(BackendAccess access, BoxControl? control, params IReadOnlyList<Uri> backends)
    {
        var identity = new BoxIdentity(Ledger.BoxId, _box.Key.PublicKeyHex, "lem.box1", "lem.market", Convert.ToHexStringLower(Ledger.ChainId));
        var reports = new ReportJournal(Journal, "chain", TimeSpan.FromDays(1), TimeProvider.System);
        _desk = new ReportDesk(_meters, Reader, new ChainReporter(identity, _box.Key.Signer), reports, Log);
        var commands = new CommandHandler(_meters, _desk, TimeProvider.System, Log, control: control);
        return new(new BackendLink(backends, access, identity, _box.Key.Signer, Journal, commands, Reader.Latest, 4, TimeProvider.System, Log));
    }

    /// <summary>Closes readings with the numbers from <paramref name="first"/> into one batch.</summary>
    public async Task BatchAsync(int first, int count)
    {
        Journal.Append([.. Enumerable.Range(first, count).Select(i => SomeReadings.Power(i))]);
        Assert.NotNull(await Closer.CloseAsync(Cancellation));
    }

    public Task ChainStartedAsync() => Ledger.UntilAsync(_ => Journal.Tip() is not null, Cancellation);

    public Task AcknowledgedAsync(int batches) => Ledger.UntilAsync(_ => Journal.Count(BatchState.Acknowledged) >= batches, Cancellation);

    public async ValueTask DisposeAsync()
    {
        _desk?.Dispose();
        Journal.Dispose();
        Certificates.Dispose();
        await _meters.DisposeAsync();
        _scratch.Dispose();
    }
}

/// <summary>A link that runs until it is disposed.</summary>
sealed class RunningLink : IAsyncDisposable
{
    readonly CancellationTokenSource _stop = new();
    readonly Task _running;

    public RunningLink(BackendLink link) => _running = Task.Run(() => link.RunAsync(_stop.Token), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running);
        _stop.Dispose();
    }
}
