using System.Text.Json.Serialization;
using LocalEnergyMarket.Edge.Gateway.Vitals;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Edge.Gateway.LocalApi;

/// <summary>The box's status as JSON (docs/box.md). Energies in Wh, powers in W.</summary>
/// <param name="Meters">Without serial numbers and values where nobody has to show who he is.</param>
sealed record StatusJson(
    string BoxId,
    string Version,
    string Architecture,
    string Slot,
    DateTimeOffset StartedAt,
    DateTimeOffset Time,
    DateTimeOffset MarketTime,
    string Clock,
    string ConfigurationRevision,
    long MemoryBytes,
    string Trial,
    IReadOnlyList<string> Problems,
    LinkVital Link,
    JournalReport? Journal,
    IReadOnlyList<MeterJson> Meters,
    IReadOnlyList<PartJson> Parts)
{
    public static StatusJson Of(BoxReport box, bool whole) => new(
        box.BoxId,
        box.Version,
        box.Architecture,
        box.Slot,
        box.StartedAt,
        box.Time,
        box.MarketTime,
        box.Clock,
        box.ConfigurationRevision,
        box.MemoryBytes,
        box.Trial,
        [.. box.Problems.Where(p => whole || !p.Personal).Select(p => p.English)],
        box.Link,
        box.Journal,
        [.. box.Meters.Select(m => MeterJson.Of(m, whole))],
        [.. box.Parts.Select(p => new PartJson(p.Part, p.Well, p.Detail))]);
}

sealed record PartJson(string Part, bool Well, string Detail);

sealed record MeterJson(uint Index, string? Serial, string? Type, bool Answers, DateTimeOffset? AnsweredAt, string? Failure, IReadOnlyList<ValueJson>? Values)
{
    public static MeterJson Of(MeterReport meter, bool whole)
    {
        var answers = meter is { AnsweredAt: not null, Failure.Length: 0 };
        return whole
            ? new(meter.Index, meter.Serial, meter.Type, answers, meter.AnsweredAt, meter.Failure, [.. meter.Values.Select(v => new ValueJson(v.Register, v.Value, v.Quality, v.Time))])
            : new(meter.Index, null, null, answers, meter.AnsweredAt, null, null);
    }
}

sealed record ValueJson(Register Register, long Value, Quality Quality, DateTimeOffset Time);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StatusJson))]
sealed partial class LocalJson : JsonSerializerContext;
