using System.Text.Json.Serialization;
using LocalEnergyMarket.Hardware.Meters.Devices;

namespace LocalEnergyMarket.Hardware.Meters.Probing;

/// <summary>What is on a line.</summary>
/// <param name="Problem">What is wrong with the line itself; then there are no units.</param>
/// <param name="Detail">What the transport said of it.</param>
/// <param name="Units">The units that answered, in the order in which they were asked.</param>
/// <param name="SilentUnits">The units that did not, or that a gateway did not reach.</param>
public sealed record ProbeResult(LineProblem Problem, string? Detail, IReadOnlyList<UnitFinding> Units, IReadOnlyList<byte> SilentUnits);

[JsonConverter(typeof(JsonStringEnumConverter<LineProblem>))]
public enum LineProblem
{
    None = 0,
    /// <summary>Nobody listens there, or the serial device cannot be opened.</summary>
    Unreachable,
    /// <summary>What answers is not Modbus, a web server for example.</summary>
    NotModbus,
    /// <summary>The connection is closed at the first request: another protocol, or a device that serves one client at a time and has one.</summary>
    HangsUp,
    /// <summary>The connection stands, but no unit that was asked says anything.</summary>
    Silent,
    /// <summary>A gateway answers for its units: none of those that were asked is there.</summary>
    NoUnitBehindGateway,
}

/// <summary>A unit that answers.</summary>
/// <param name="Says">Vendor and product by function 43/14, if it knows that.</param>
/// <param name="Guesses">The best first. Empty if it is none of the known types.</param>
public sealed record UnitFinding(byte Unit, string? Says, IReadOnlyList<ProbeGuess> Guesses);

/// <summary>What a unit may be.</summary>
/// <param name="Type">What to write as type in the box's configuration.</param>
/// <param name="Score">0 to 100: how well everything that was read fits.</param>
/// <param name="Words">What to write as words, if it is not the type's usual order.</param>
/// <param name="Role">Of a SunSpec device: what to write as role.</param>
/// <param name="Model">Of a SunSpec device: the model it was found as.</param>
/// <param name="Instance">Of a SunSpec device: which of several such models.</param>
/// <param name="Values">What would be read now.</param>
public sealed record ProbeGuess(
    string Type,
    string Name,
    int Score,
    IReadOnlyList<ProbeReason> Reasons,
    MeterIdentity Identity,
    IReadOnlyList<MeterValue> Values,
    WordOrder? Words = null,
    string? Role = null,
    int? Model = null,
    int? Instance = null)
{
    public Certainty Certainty => Score switch { >= 80 => Certainty.Sure, >= 50 => Certainty.Likely, _ => Certainty.Possible };

    /// <summary>The score before it is bounded; the order of guesses.</summary>
    [JsonIgnore]
    public int Weight => Reasons.Sum(r => r.Points);

    /// <summary>How many of the type's quantities were answered; among equal guesses the richer type is the right one.</summary>
    [JsonIgnore]
    public int Answered { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<Certainty>))]
public enum Certainty
{
    Possible,
    Likely,
    Sure,
}

/// <summary>Why a guess is as good as it is.</summary>
/// <param name="Points">Added to the score; negative if it speaks against the type.</param>
/// <param name="Detail">The number or text it rests on.</param>
public sealed record ProbeReason(ReasonKind Kind, int Points, string Detail);

[JsonConverter(typeof(JsonStringEnumConverter<ReasonKind>))]
public enum ReasonKind
{
    None = 0,
    /// <summary>How many of the type's registers the device has.</summary>
    Registers,
    Frequency,
    Voltage,
    Energy,
    /// <summary>Power against voltage times current.</summary>
    Power,
    /// <summary>Counters, read twice.</summary>
    Counting,
    /// <summary>Identity registers.</summary>
    Identity,
    /// <summary>What function 43/14 says.</summary>
    Vendor,
    /// <summary>The SunSpec marker and its chain of models.</summary>
    SunSpec,
}
