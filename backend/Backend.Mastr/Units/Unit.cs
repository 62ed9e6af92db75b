using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Mastr.Units;

/// <summary>What a unit is, by the MaStR file it stands in.</summary>
public enum UnitKind
{
    Other,
    Solar,
    Wind,
    Combustion,
    Storage,
    Consumer,
}

/// <summary>A unit as the Marktstammdatenregister has it.</summary>
/// <param name="Id">The MaStR number (SEE…, SVE…).</param>
/// <param name="GrossPower">Bruttoleistung; zero where the register has none (consumers).</param>
/// <param name="OperatorNumber">The market actor that operates it (ABR…), or empty.</param>
/// <param name="Fields">The whole record, unknown fields included; names are looked up without regard to case.</param>
/// <param name="File">The export file it stands in, without number and ending, for example <c>EinheitenSolar</c>.</param>
/// <param name="GoneAt">When it was seen that the register has it no more; null: it has it.</param>
public sealed record Unit(
    string Id, string Name, UnitKind Kind, string Postcode, Watts GrossPower, string OperatorNumber, IReadOnlyDictionary<string, string> Fields, string File = "",
    DateTimeOffset? GoneAt = null);
