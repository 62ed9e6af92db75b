using System.Runtime.CompilerServices;
using System.Threading.Channels;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Boxes;

/// <summary>
/// What waits to go down a box's stream, bounded in messages and in bytes: a box that does not read makes the backend hold no more than this.
/// Empty, it holds next to nothing.
/// </summary>
public sealed class BoxOutbox(int mostMessages, int mostBytes) : IDisposable
{
    readonly Channel<BackendMessage> _waiting =
        Channel.CreateBounded<BackendMessage>(new BoundedChannelOptions(mostMessages) { SingleReader = true });

    readonly CancellationTokenSource _away = new();
    readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    string? _reason;
    int _bytes;

    /// <summary>The key that the box said hello with, 65 bytes.</summary>
    public ReadOnlyMemory<byte> Key { get; init; }

    /// <summary>Bytes that wait.</summary>
    public int Bytes => Volatile.Read(ref _bytes);

    /// <summary>The box is to go elsewhere: no more is taken from it, and what was taken is answered before it is told.</summary>
    public CancellationToken Away => _away.Token;

    /// <summary>All that was taken from the box is stored or not, for good.</summary>
    public Task Settled => _settled.Task;

    /// <returns>False if the outbox is full or finished: the message is not sent.</returns>
    public bool TryWrite(BackendMessage message)
    {
        var size = message.CalculateSize();
        if (Interlocked.Add(ref _bytes, size) <= mostBytes && _waiting.Writer.TryWrite(message))
        {
            return true;
        }

        Interlocked.Add(ref _bytes, -size);
        return false;
    }

    /// <summary>Waits for a place: for answers to what the box sent, of which it sends no more than it reads.</summary>
    /// <exception cref="ChannelClosedException">The outbox is finished.</exception>
    public ValueTask WriteAsync(BackendMessage message, CancellationToken cancellation)
    {
        Interlocked.Add(ref _bytes, message.CalculateSize());
        return _waiting.Writer.WriteAsync(message, cancellation);
    }

    /// <summary>Begins to send the box away; does nothing if that has begun.</summary>
    public void SendAway(string reason)
    {
        if (Interlocked.CompareExchange(ref _reason, reason, null) is null)
        {
            _away.Cancel();
        }
    }

    /// <summary>No more is taken from the box, and what was has its answer.</summary>
    public void Settle() => _settled.TrySetResult();

    /// <summary>Nothing comes any more but the GoAway, if there is to be one.</summary>
    public void Finish()
    {
        if (Volatile.Read(ref _reason) is { } reason)
        {
            TryWrite(new() { GoAway = new() { Reason = reason } });
        }

        _waiting.Writer.TryComplete();
    }

    /// <summary>What waits, until the outbox is finished and empty.</summary>
    public async IAsyncEnumerable<BackendMessage> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var message in _waiting.Reader.ReadAllAsync(cancellation))
        {
            Interlocked.Add(ref _bytes, -message.CalculateSize());
            yield return message;
        }
    }

    public void Dispose() => _away.Dispose();
}
