using LocalEnergyMarket.Edge.Gateway.Control.Panel;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Edge.Gateway.Vitals;

/// <summary>How the box is at one moment: what the status page, the local API and the backend are shown. Real time but where it says otherwise.</summary>
/// <param name="BoxId">Empty before the enrolment.</param>
/// <param name="Slot">The folder it runs from, if it was installed in slots; else empty.</param>
/// <param name="ConfigurationRevision">The beginning of the configuration file's SHA-256, hexadecimal.</param>
/// <param name="MemoryBytes">Resident memory.</param>
/// <param name="Journal">Null while there is none, before the enrolment.</param>
/// <param name="Trial">What the box is trying, and goes back from unless it becomes well; empty if nothing.</param>
public sealed record BoxReport(
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
    LinkVital Link,
    JournalReport? Journal,
    IReadOnlyList<MeterReport> Meters,
    IReadOnlyList<PartReport> Parts)
{
    /// <summary>What somebody should look after, the worst first.</summary>
    public IReadOnlyList<Problem> Problems => [.. Vitals.Problems.Of(this)];
}

/// <summary>What is kept on the box.</summary>
/// <param name="OpenReadings">In no batch yet.</param>
/// <param name="WaitingBatches">Acknowledged by no backend yet.</param>
/// <param name="RefusedBatches">Put aside by a backend.</param>
/// <param name="Bytes">On the disk.</param>
/// <param name="MostBytes">The most that it may have; 0: not bounded.</param>
/// <param name="Gaps">Readings that were given up since the start because it was full.</param>
public sealed record JournalReport(long OpenReadings, long WaitingBatches, long RefusedBatches, long Bytes, long MostBytes, long Gaps);

/// <summary>A meter and what it last showed.</summary>
/// <param name="Type">As configured.</param>
/// <param name="AnsweredAt">Market time.</param>
/// <param name="Failure">Empty if it answers.</param>
public sealed record MeterReport(uint Index, string Serial, string Type, DateTimeOffset? AnsweredAt, string Failure, IReadOnlyList<ValueReport> Values);

/// <summary>One value of a meter.</summary>
/// <param name="Value">Wh or W, by the register.</param>
/// <param name="Time">Market time.</param>
public sealed record ValueReport(Register Register, long Value, Quality Quality, DateTimeOffset Time);

/// <summary>Another part: "tpm", "journal", "clock", "chain", "control", "housing".</summary>
/// <param name="Detail">What there is to say in English, of no personal data.</param>
/// <param name="DetailGerman">The same in German.</param>
/// <param name="Sign">What the lamp shows while the part is not well.</param>
public sealed record PartReport(string Part, bool Well, string Detail, string DetailGerman, LampSign Sign = LampSign.Fault)
{
    public string PartGerman => Part switch
    {
        "chain" => "Chain",
        "clock" => "Uhr",
        "control" => "Steuerung",
        "housing" => "Gehäuse",
        "journal" => "Journal",
        _ => Part,
    };
}
