using System.Threading.Channels;
using LocalEnergyMarket.Backend.Store.Sessions;
using Npgsql;

namespace LocalEnergyMarket.Backend.Store.Commits;

/// <summary>
/// Units of work of concurrent callers, written together: whatever has come while a transaction was under way goes into the next one
/// (ADR 0037). Two writers take turns, so that one prepares while the other waits for the disk.
/// </summary>
sealed class CommitQueue : IAsyncDisposable
{
    const int Writers = 2;

    // A transaction's worth: more would make those who come later wait longer than another transaction takes.
    const int MostUnits = 256;
    const int MostWeight = 2_048;

    readonly Channel<PendingCommit> _pending = Channel.CreateUnbounded<PendingCommit>();
    readonly NpgsqlDataSource _dataSource;
    readonly CommitWriter _writer;
    readonly Lock _starting = new();
    Task[]? _running;

    public CommitQueue(StoreOptions options)
    {
        _dataSource = options.BuildWriterDataSource(Writers);
        _writer = new(options, _dataSource);
    }

    /// <summary>
    /// Returns when it is committed. Cancelled before a writer has taken it, it is not written; later its outcome is awaited.
    /// </summary>
    public async Task SaveAsync(UnitOfWork work, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var pending = new PendingCommit(work);
        Start();
        ObjectDisposedException.ThrowIf(!_pending.Writer.TryWrite(pending), this);
        await using (cancellation.UnsafeRegister(static (state, token) => ((PendingCommit)state!).Cancel(token), pending))
        {
            await pending.Task;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _pending.Writer.TryComplete();
        if (_running is { } running)
        {
            await Task.WhenAll(running);
        }

        await _dataSource.DisposeAsync();
    }

    void Start()
    {
        if (_running is not null)
        {
            return;
        }

        lock (_starting)
        {
            _running ??= [.. Enumerable.Range(0, Writers).Select(_ => Task.Run(RunAsync))];
        }
    }

    async Task RunAsync()
    {
        var taken = new List<PendingCommit>();
        while (await _pending.Reader.WaitToReadAsync())
        {
            Take(taken);
            if (taken.Count > 0)
            {
                await _writer.WriteAsync(taken);
                taken.Clear();
            }
        }
    }

    void Take(List<PendingCommit> taken)
    {
        var weight = 0;
        while (taken.Count < MostUnits && weight < MostWeight && _pending.Reader.TryRead(out var pending))
        {
            if (pending.TryClaim())
            {
                taken.Add(pending);
                weight += pending.Work.Weight;
            }
        }
    }
}
