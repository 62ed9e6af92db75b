using LocalEnergyMarket.Backend.Store.Events;
using RegisterObject = LocalEnergyMarket.Protos.V1.RegisterObject;

namespace LocalEnergyMarket.Backend.Registry.History;

/// <summary>One thing that happened in the register.</summary>
/// <param name="Sequence">Its place among all events: the order of the history.</param>
/// <param name="At">When it was entered.</param>
/// <param name="By">Null: the register did not know then.</param>
/// <param name="Event">For programs: "meter_linked".</param>
/// <param name="Text">For people.</param>
public sealed record HistoryEntry(long Sequence, DateTimeOffset At, Actor? By, RegisterObject Kind, string ObjectId, string Event, string Text)
{
    public static HistoryEntry Of(IEvent e, RegisterObject kind, string id) =>
        new(e.Sequence, e.Timestamp, (e.Data as IRecorded)?.By, kind, id, e.EventTypeName, EventTexts.Of(e.Data));
}
