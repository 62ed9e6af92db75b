using System.Collections.Concurrent;

namespace LocalEnergyMarket.Backend.Server.Boxes;

/// <summary>When this process last heard of a box.</summary>
public sealed record BoxSighting(DateTimeOffset At, string SoftwareVersion, ulong AcknowledgedSequence);

/// <summary>The streams of boxes that are open at this process.</summary>
public sealed class ConnectedBoxes(TimeProvider time)
{
    readonly StreamRivalry _rivalry = new(TimeProvider.System);
    readonly ConcurrentDictionary<Guid, BoxOutbox> _streams = [];
    readonly ConcurrentDictionary<Guid, BoxSighting> _sightings = [];

    public IReadOnlyCollection<Guid> Ids => [.. _streams.Keys];

    /// <summary>How many streams are open.</summary>
    public int Count => _streams.Count;

    /// <summary>Boxes whose streams have pushed one another out again and again, within the last hour.</summary>
    public int Contested => _rivalry.SaidWithin(TimeSpan.FromHours(1));

    /// <summary>Where to write what the box shall get; null if it is not connected here.</summary>
    public BoxOutbox? Find(Guid box) => _streams.GetValueOrDefault(box);

    public BoxSighting? LastSeen(Guid box) => _sightings.GetValueOrDefault(box);

    /// <summary>The box's newest stream counts; an older one that still hangs is told to go.</summary>
    /// <returns>The older one, if there was one; and whether that happens so often that two devices seem to have the box's key.</returns>
    public (BoxOutbox? Older, bool Contested) Enter(Guid box, BoxOutbox stream)
    {
        BoxOutbox? older = null;
        _streams.AddOrUpdate(box, _ => stream, (_, other) =>
        {
            older = other;
            return stream;
        });
        older?.SendAway("The box has opened another stream.");
        return (older, older is not null && _rivalry.PushedOut(box));
    }

    /// <summary>Ends the stream of a box that is trusted no more, if it is open here: nothing more is taken from it, and it is told why.</summary>
    public void Revoke(Backend.Registry.Boxes.Box box) => Find(box.Id)?.SendAway($"The box was revoked: {box.RevocationReason}");

    /// <summary>Ends the stream of a device or TPM that was exchanged, if it is open here: the box's key is another now.</summary>
    public void Exchanged(Backend.Registry.Boxes.Box box)
    {
        if (Find(box.Id) is { } stream && !stream.Key.Span.SequenceEqual(box.PublicKey))
        {
            stream.SendAway("This box was exchanged for another: its key is not trusted any more.");
        }
    }

    public void Leave(Guid box, BoxOutbox stream) => ((ICollection<KeyValuePair<Guid, BoxOutbox>>)_streams).Remove(new(box, stream));

    public void Seen(Guid box, string softwareVersion, ulong acknowledgedSequence) =>
        _sightings[box] = new(time.GetUtcNow(), softwareVersion, acknowledgedSequence);
}
