using System.Threading.Channels;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Boxes;

/// <summary>
/// The batches of one stream that are under way: while one is stored the next is verified already. Their answers go down in the order in which the
/// batches came up. So few and so small that a box makes the backend hold little.
/// </summary>
sealed class BatchAnswers(Func<SignedBatch, Task<BackendMessage>> ingest, BoxOutbox outgoing) : IDisposable
{
    const int Most = 8;

    /// <summary>Bytes of a batch behind which no other is taken until it is answered.</summary>
    const int Large = 256 << 10;

    readonly Channel<Task<BackendMessage>> _underWay = Channel.CreateBounded<Task<BackendMessage>>(new BoundedChannelOptions(Most) { SingleReader = true, SingleWriter = true });
    readonly CancellationTokenSource _failed = new();

    /// <summary>A batch could not be stored, and nothing may be said to the box: <see cref="RunAsync"/> throws why.</summary>
    public CancellationToken Failed => _failed.Token;

    /// <summary>Takes a batch; waits while too many are under way.</summary>
    /// <exception cref="OperationCanceledException"><see cref="Failed"/>.</exception>
    public async Task AddAsync(SignedBatch batch)
    {
        var answer = ingest(batch);
        await _underWay.Writer.WriteAsync(answer, Failed);
        if (batch.Content.Length > Large)
        {
            await ((Task)answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>No more come.</summary>
    public void Complete() => _underWay.Writer.TryComplete();

    /// <summary>Until it is complete and all are answered.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            await foreach (var answer in _underWay.Reader.ReadAllAsync(cancellation))
            {
                await outgoing.WriteAsync(await answer, cancellation);
            }
        }
        catch
        {
            await _failed.CancelAsync();
            throw;
        }
    }

    public void Dispose() => _failed.Dispose();
}
