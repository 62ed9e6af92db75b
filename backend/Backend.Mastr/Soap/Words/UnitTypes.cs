using System.Collections.Frozen;
using LocalEnergyMarket.Backend.Mastr.Soap.Wire;

namespace LocalEnergyMarket.Backend.Mastr.Soap.Words;

/// <summary>A type of unit in both tongues.</summary>
/// <param name="Word">Einheittyp in SOAP's lists.</param>
/// <param name="Id">Einheittyp in the export.</param>
/// <param name="Kind">The export file that holds the details.</param>
/// <param name="Details">Asks for them.</param>
/// <param name="EegPlant">Asks for the plant under the renewables act; null where there is none.</param>
/// <param name="EegKind">The export file that holds that plant.</param>
public sealed record UnitType(string Word, int Id, string Kind, SoapOperation Details, SoapOperation? EegPlant = null, string EegKind = "")
{
    public bool IsGas => Id >= 10;
}

/// <summary>The types of units (reference: enumeration EinheitTyp of the schema).</summary>
public static class UnitTypes
{
    public static IReadOnlyList<UnitType> All { get; } =
    [
        Of("Solareinheit", 1, "Solar", eeg: true),
        Of("Windeinheit", 2, "Wind", eeg: true),
        Of("Biomasse", 3, "Biomasse", eeg: true),
        Of("Wasser", 4, "Wasser", eeg: true),
        Of("Geothermie", 5, "GeothermieGrubengasDruckentspannung", eeg: true),
        Of("Verbrennung", 6, "Verbrennung"),
        Of("Kernenergie", 7, "Kernkraft"),
        new("Stromspeichereinheit", 8, "EinheitenStromSpeicher", SoapOperations.Unit("StromSpeicher"), SoapOperations.EegPlant("Speicher"), "AnlagenEegSpeicher"),
        Of("Stromverbrauchseinheit", 9, "StromVerbraucher"),
        new("Gasverbrauchseinheit", 10, "EinheitenGasverbraucher", SoapOperations.Unit("GasVerbraucher")),
        Of("Gaserzeugungseinheit", 11, "GasErzeuger"),
        Of("Gasspeichereinheit", 12, "GasSpeicher"),
    ];

    static readonly FrozenDictionary<string, UnitType> ByWord = All.ToFrozenDictionary(type => type.Word, StringComparer.OrdinalIgnoreCase);
    static readonly FrozenDictionary<string, UnitType> ByDetails = All.ToFrozenDictionary(type => type.Details.Name, StringComparer.Ordinal);
    static readonly FrozenDictionary<string, UnitType> ByEegPlant =
        All.Where(type => type.EegPlant is not null).ToFrozenDictionary(type => type.EegPlant!.Name, StringComparer.Ordinal);

    /// <summary>Null if the word is new.</summary>
    public static UnitType? Find(string word) => ByWord.GetValueOrDefault(word);

    /// <summary>The type whose details an operation asks for; null if it asks for something else.</summary>
    public static UnitType? OfDetails(SoapOperation operation) => ByDetails.GetValueOrDefault(operation.Name);

    public static UnitType? OfEegPlant(SoapOperation operation) => ByEegPlant.GetValueOrDefault(operation.Name);

    static UnitType Of(string word, int id, string kind, bool eeg = false) =>
        new(word, id, $"Einheiten{kind}", SoapOperations.Unit(kind), eeg ? SoapOperations.EegPlant(kind) : null, eeg ? $"AnlagenEeg{kind}" : "");
}
