using static LocalEnergyMarket.Backend.Mastr.Soap.Wire.SoapIdentity;
using static LocalEnergyMarket.Backend.Mastr.Soap.Wire.SoapPort;

namespace LocalEnergyMarket.Backend.Mastr.Soap.Wire;

/// <summary>The operations that are used, as the schema V23.1.100 has them.</summary>
public static class SoapOperations
{
    const string Filters =
        "startAb datumAb limit einheitBetriebsstatus name energietraeger postleitzahl ort einheitBundesland lokationNetzbetreiber lokationSpannungsebene netzRegelzone AnlagenbetreiberMastrNummer";

    const string UnitKinds =
        "Solar Wind Biomasse Wasser GeothermieGrubengasDruckentspannung Verbrennung Kernkraft StromSpeicher StromVerbraucher GasErzeuger GasSpeicher GasVerbraucher";

    const string EegKinds = "Solar Wind Biomasse Wasser Speicher GeothermieGrubengasDruckentspannung";
    const string LocationKinds = "StromErzeuger StromVerbraucher GasErzeuger GasVerbraucher";

    static readonly Dictionary<string, SoapOperation> ByName = Kinds();

    /// <summary>The service's clock; needs no key.</summary>
    public static SoapOperation Time { get; } = Add("GetLokaleUhrzeit", Common, Nothing, "");

    public static SoapOperation Quota { get; } = Add("GetAktuellerStandTageskontingent", Common, KeyAndActor, "");

    public static SoapOperation CatalogueCategories { get; } = Add("GetListeKatalogkategorien", Common, Key, "startAb limit", "Katalogkategorien");

    public static SoapOperation CatalogueValues { get; } = Add("GetKatalogwerte", Common, Key, "startAb limit id", "Katalogwerte");

    public static SoapOperation Actors { get; } = Add("GetListeAlleMarktakteure", Akteur, KeyAndActor, "startAb datumAb limit", "ListeMarktakteure");

    public static SoapOperation Actor { get; } = Add("GetMarktakteur", Akteur, KeyAndActor, "mastrNummer");

    /// <summary>All active public units, or those of the numbers given.</summary>
    public static SoapOperation Units { get; } = Add("GetListeAlleEinheiten", Anlage, KeyAndActor, "startAb datumAb limit einheitMastrNummern", "Einheiten");

    public static SoapOperation Generators { get; } = Add("GetGefilterteListeStromErzeuger", Anlage, KeyAndActor, Filters, "Einheiten");

    public static SoapOperation Consumers { get; } = Add("GetGefilterteListeStromVerbraucher", Anlage, KeyAndActor, Filters, "Einheiten");

    public static SoapOperation GasGenerators { get; } = Add("GetGefilterteListeGasErzeuger", Anlage, KeyAndActor, Filters, "Einheiten");

    public static SoapOperation GasConsumers { get; } = Add("GetGefilterteListeGasVerbraucher", Anlage, KeyAndActor, Filters, "Einheiten");

    /// <summary>Units of which something linked has changed, while the unit's own date stays.</summary>
    public static SoapOperation LinkedChanges { get; } = Add(
        "GetListeLetzteAktualisierung",
        Anlage,
        KeyAndActor,
        "startAb datumAb limit Einheitart Einheittyp VerknuepftesObjektArt VerknuepftesObjektDatumAb VerknuepftesObjektId EinheitMastrNummern",
        "Einheiten");

    public static SoapOperation Removed { get; } = Add(
        "GetListeGeloeschteUndDeaktivierteEinheiten",
        Anlage,
        KeyAndActor,
        "startAb datumAb limit einheitMastrNummern AnlagenSystemstatus AnlageBetriebsstatus",
        "EinheitMitStatus");

    public static SoapOperation Locations { get; } = Add("GetListeAlleLokationen", Anlage, KeyAndActor, "startAb datumAb limit mastrNummer", "Lokationen");

    public static SoapOperation ConnectionPoints { get; } = Add(
        "GetListeAlleNetzanschlusspunkte",
        Netzanschlusspunkt,
        KeyAndActor,
        "startAb datumAb limit Einheitart Einheittyp Regelzone einheitMastrNummer NetzanschlusspunktMastrNummer LokationMastrNummer",
        "ListeNetzanschlusspunkte");

    public static SoapOperation Permit { get; } = Add("GetEinheitGenehmigung", Anlage, KeyAndActor, "genMastrNummer");

    public static SoapOperation PowerStorage { get; } = Add("GetStromSpeicher", Anlage, KeyAndActor, "speMastrNummer");

    public static SoapOperation GasStorage { get; } = Add("GetGasSpeicher", Anlage, KeyAndActor, "speMastrNummer");

    public static SoapOperation CombinedHeat { get; } = Add("GetAnlageKwk", Anlage, KeyAndActor, "kwkMastrNummer");

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyDictionary<string, SoapOperation> All => ByName;

    /// <summary>GetEinheitSolar, GetEinheitWind, …: the details of a unit.</summary>
    public static SoapOperation Unit(string kind) => ByName[$"GetEinheit{kind}"];

    /// <summary>GetAnlageEegSolar, …: the plant under the renewables act.</summary>
    public static SoapOperation EegPlant(string kind) => ByName[$"GetAnlageEeg{kind}"];

    /// <summary>GetLokationStromErzeuger, …: the location of units.</summary>
    public static SoapOperation Location(string kind) => ByName[$"GetLokation{kind}"];

    static Dictionary<string, SoapOperation> Kinds() => Objects("GetEinheit", UnitKinds, "einheitMastrNummer")
        .Concat(Objects("GetAnlageEeg", EegKinds, "eegMastrNummer"))
        .Concat(Objects("GetLokation", LocationKinds, "lokationMastrNummer"))
        .ToDictionary(operation => operation.Name, StringComparer.Ordinal);

    static IEnumerable<SoapOperation> Objects(string name, string kinds, string parameter) =>
        kinds.Split(' ').Select(kind => New(name + kind, Anlage, KeyAndActor, parameter, null));

    static SoapOperation New(string name, SoapPort port, SoapIdentity identity, string parameters, string? rows) =>
        new(name, port, identity, parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries), rows);

    static SoapOperation Add(string name, SoapPort port, SoapIdentity identity, string parameters, string? rows = null) =>
        ByName[name] = New(name, port, identity, parameters, rows);
}
