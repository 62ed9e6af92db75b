using LocalEnergyMarket.Backend.Registry.Boxes;
using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Backend.Store.Events;

namespace LocalEnergyMarket.Backend.Registry.Meters;

/// <summary>Gives meters that were linked before they had streams of their own their history, from the boxes' events. What is there already stays.</summary>
public sealed class MeterAdoption(IDocumentStore store)
{
    /// <returns>How many meters got one.</returns>
    public Task<int> RunAsync(CancellationToken cancellation) => store.WriteAsync(
        ["meter-adoption"],
        async session =>
        {
            var known = (await session.Query<Meter>().ToListAsync(cancellation)).Select(meter => meter.Serial).ToHashSet(StringComparer.Ordinal);
            var events = new List<IEvent>();
            foreach (var box in await session.Query<Box>().ToListAsync(cancellation))
            {
                if (box.Links.Any(link => !known.Contains(link.MeterSerial)) || box.FormerMeters?.Any(former => !known.Contains(former.MeterSerial)) == true)
                {
                    events.AddRange(await session.Events.FetchStreamAsync(box.Id, cancellation: cancellation));
                }
            }

            var adopted = Events(events).Where(meter => !known.Contains(meter.Key)).ToList();
            foreach (var (serial, history) in adopted)
            {
                session.Events.StartStream<Meter>(MeterDirectory.IdOf(serial), history);
            }

            return adopted.Count;
        },
        cancellation);

    static bool IsAt(Meter meter, Guid box, int index) => meter.Link() is { } open && open.BoxId == box && open.MeterIndex == index;

    /// <summary>What meters' streams would hold, had they been written together with these events of boxes.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<object>> Events(IEnumerable<IEvent> boxEvents)
    {
        var meters = new Dictionary<string, (Meter State, List<object> Events)>(StringComparer.Ordinal);
        foreach (var e in boxEvents.OrderBy(e => e.Sequence))
        {
            switch (e.Data)
            {
                case MeterLinked linked:
                    foreach (var meter in meters.Values.Where(other => other.State.Serial != linked.MeterSerial && IsAt(other.State, e.StreamId, linked.MeterIndex)).ToList())
                    {
                        End(meter.State.Serial, e.Timestamp, LinkEnd.Displaced, linked.By);
                    }

                    End(linked.MeterSerial, e.Timestamp, LinkEnd.Relinked, linked.By);
                    Begin(new(linked.MeterSerial, e.StreamId, linked.MeterIndex, linked.UnitNumber, linked.Since ?? e.Timestamp, linked.By));
                    break;
                case MeterUnlinked unlinked:
                    End(unlinked.MeterSerial, e.Timestamp, LinkEnd.Unlinked, unlinked.By);
                    break;
                case MeterReplaced replaced:
                    End(replaced.OldSerial, replaced.TakenOutAt, LinkEnd.Exchanged, replaced.By);
                    Begin(new(replaced.NewSerial, e.StreamId, replaced.MeterIndex, replaced.UnitNumber, replaced.TakenOutAt, replaced.By));
                    break;
                default:
                    break;
            }
        }

        return meters.ToDictionary(meter => meter.Key, meter => (IReadOnlyList<object>)meter.Value.Events, StringComparer.Ordinal);

        void End(string serial, DateTimeOffset until, LinkEnd why, Actor? by)
        {
            if (meters.TryGetValue(serial, out var meter) && meter.State.Link() is { } open)
            {
                var ended = new MeterLinkEnded(serial, until < open.From ? open.From : until, why, by);
                meter.Events.Add(ended);
                meters[serial] = (meter.State.With(ended), meter.Events);
            }
        }

        void Begin(MeterLinkBegan began)
        {
            End(began.Serial, began.From, LinkEnd.Relinked, began.By);
            var meter = meters.TryGetValue(began.Serial, out var known) ? known : (State: Meter.Empty(MeterDirectory.IdOf(began.Serial), began.Serial), Events: []);
            var link = meter.State.Links.LastOrDefault()?.Until is { } last && last > began.From ? began with { From = last } : began;
            meter.Events.Add(link);
            meters[began.Serial] = (meter.State.With(link), meter.Events);
        }
    }
}
