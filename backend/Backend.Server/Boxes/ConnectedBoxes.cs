using System.Collections.Concurrent;
using System.Threading.Channels;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Boxes;

/// <summary>When this process last heard of a box.</summary>
public sealed record BoxSighting(DateTimeOffset At, string SoftwareVersion, ulong AcknowledgedSequence);

/// <summary>The streams of boxes that are open at this process.</summary>
public sealed class ConnectedBoxes(TimeProvider time)
{
    readonly ConcurrentDictionary<Guid, ChannelWriter<BackendMessage>> _streams = [];
    readonly ConcurrentDictionary<Guid, BoxSighting> _sightings = [];

    public IReadOnlyCollection<Guid> Ids => [.. _streams.Keys];

    /// <summary>Where to write what the box shall get; null if it is not connected here.</summary>
    public ChannelWriter<BackendMessage>? Find(Guid box) => _streams.GetValueOrDefault(box);

    public BoxSighting? LastSeen(Guid box) => _sightings.GetValueOrDefault(box);

    /// <summary>The box's newest stream counts; an older one that still hangs is told to go.</summary>
    public void Enter(Guid box, ChannelWriter<BackendMessage> stream)
    {
        if (_streams.TryGetValue(box, out var older))
        {
            older.TryWrite(new() { GoAway = new() { Reason = "The box has opened another stream." } });
            older.TryComplete();
        }

        _streams[box] = stream;
    }

    public void Leave(Guid box, ChannelWriter<BackendMessage> stream) =>
        ((ICollection<KeyValuePair<Guid, ChannelWriter<BackendMessage>>>)_streams).Remove(new(box, stream));

    public void Seen(Guid box, string softwareVersion, ulong acknowledgedSequence) =>
        _sightings[box] = new(time.GetUtcNow(), softwareVersion, acknowledgedSequence);

    /// <summary>Tells every box to go elsewhere.</summary>
    public void SendAway(string reason)
    {
        foreach (var stream in _streams.Values)
        {
            stream.TryWrite(new() { GoAway = new() { Reason = reason } });
            stream.TryComplete();
        }
    }
}
