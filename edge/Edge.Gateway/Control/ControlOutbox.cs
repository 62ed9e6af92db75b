using System.Threading.Channels;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Edge.Gateway.Control;

/// <summary>
/// What became known without being asked for, until a stream takes it. Bounded: without a stream the oldest goes, since the backend asks for whatever it has not been told.
/// </summary>
public sealed class ControlOutbox
{
    readonly Channel<BoxMessage> _messages = Channel.CreateBounded<BoxMessage>(new BoundedChannelOptions(64) { FullMode = BoundedChannelFullMode.DropOldest });

    public void Tell(BoxMessage message) => _messages.Writer.TryWrite(message);

    /// <summary>Waits until there is something.</summary>
    public ValueTask<BoxMessage> NextAsync(CancellationToken cancellationToken) => _messages.Reader.ReadAsync(cancellationToken);
}
