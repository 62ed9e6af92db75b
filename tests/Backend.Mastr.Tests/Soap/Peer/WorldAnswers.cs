using System.Globalization;
using System.Xml.Linq;

namespace LocalEnergyMarket.Backend.Mastr.Tests.Soap.Peer;

/// <summary>Makes the answers' bodies out of the world, as the schema has them.</summary>
static class WorldAnswers
{
    static readonly XNamespace M = "https://www.marktstammdatenregister.de/Services/Public/1_2/Modelle";
    static readonly XNamespace Xsi = "http://www.w3.org/2001/XMLSchema-instance";

    /// <summary>Null where the service says "Objekt nicht gefunden".</summary>
    public static IReadOnlyList<XElement>? Object(World world, string operation, string number)
    {
        if (world.Missing.Contains(number))
        {
            return null;
        }

        if (operation == "GetMarktakteur")
        {
            return world.Actors.TryGetValue(number, out var actor) ? Actor(number, actor.Name, actor.Updated) : null;
        }

        var unit = world.Units.Values.FirstOrDefault(unit => unit.Number[3..] == number[3..]);
        return unit is null ? null
            : operation.StartsWith("GetEinheit", StringComparison.Ordinal) ? Unit(unit)
            : operation.StartsWith("GetAnlageEeg", StringComparison.Ordinal) ? Plant(unit)
            : operation == "GetStromSpeicher" ? Storage(unit)
            : operation.StartsWith("GetLokation", StringComparison.Ordinal) ? Location(unit, number)
            : null;
    }

    public static XElement UnitRow(WorldUnit unit) => E(
        "Einheiten",
        E("EinheitMastrNummer", unit.Number), E("DatumLetzeAktualisierung", unit.Updated), E("Name", unit.Name), E("Einheitart", Art(unit)), E("Einheittyp", unit.Type),
        E("Standort", unit.Postcode), E("Bruttoleistung", unit.Power), E("EinheitSystemstatus", unit.SystemStatus), E("EinheitBetriebsstatus", "InBetrieb"),
        E("Anlagenbetreiber", unit.Operator));

    public static XElement RemovedRow(WorldUnit unit) => E(
        "EinheitMitStatus",
        E("einheitMastrNummer", unit.Number), E("Einheitart", Art(unit)), E("Einheittyp", unit.Type), E("EinheitSystemstatus", unit.SystemStatus),
        E("EinheitBetriebsstatus", "EndgueltigStillgelegt"), E("DatumLetzteAktualisierung", unit.Updated));

    public static XElement ChangeRow(WorldUnit unit) => E(
        "Einheiten",
        E("EinheitMastrNummer", unit.Number), E("Einheitart", Art(unit)), E("Einheittyp", unit.Type), E("EinheitSystemstatus", unit.SystemStatus),
        E("EinheitBetriebsstatus", "InBetrieb"), E("EinheitDatumLetzteAktualisierung", unit.Updated),
        E("Lokation", E("LokationMastrNummer", unit.Location), E("DatumLetzteAktualisierung", unit.LinkedUpdated)));

    public static XElement PointRow(WorldUnit unit) => E(
        "ListeNetzanschlusspunkte",
        E("NetzanschlusspunktMastrNummer", unit.Point), E("NetzanschlusspunktBezeichnung", $"NAP {unit.Name}"), E("LetzteAenderung", unit.LinkedUpdated),
        E("LokationMastrNummer", unit.Location), E("Lokationtyp", "Stromerzeugungslokation"), E("Spannungsebene", "Niederspannung"), E("Nettoengpassleistung", unit.Power),
        E("BilanzierungsgebietNetzanschlusspunkt", 14), E("GeplanterNetzanschlusspunkt", false),
        E("EinheitMitOrtUndPlz", E("MaStRNummer", unit.Number), E("Einheittyp", unit.Type), E("Einheitart", Art(unit)), E("Postleitzahl", unit.Postcode)));

    public static XElement ActorRow(string number, string name, DateTime updated) => E("ListeMarktakteure", [.. Actor(number, name, updated, "MarktakteurMastrNummer", "Marktakteur")]);

    static XElement[] Actor(string number, string name, DateTime updated, string numberElement = "MastrNummer", string nameElement = "Firmenname") =>
    [
        E(numberElement, number), E("DatumLetzeAktualisierung", updated), E("Personenart", "Organisation"), E(nameElement, name), E("Marktfunktion", "Stromnetzbetreiber"),
        E("Marktrollen",
            E("MarktrolleMastrNummerId", $"{number}AN"), E("Marktrolle", "NetzbetreiberAnschlussnetzbetreiberStrom"), Extended("BundesnetzagenturBetriebsnummer", null),
            Extended("Marktpartneridentifikationsnummer", "9900000000001"), E("KontaktdatenMarktrolle", "")),
        E("Land", "Deutschland"), E("Bundesland", "NordrheinWestfalen"),
    ];

    static XElement[] Unit(WorldUnit unit) =>
    [
        E("EinheitMastrNummer", unit.Number), E("DatumLetzteAktualisierung", unit.Updated), E("LokationMastrNummer", unit.Location), E("NetzbetreiberpruefungStatus", "Geprueft"),
        E("AnlagenbetreiberMastrNummer", unit.Operator), E("NetzbetreiberMastrNummer", World.GridOperator), E("Land", "Deutschland"), E("Bundesland", "NordrheinWestfalen"),
        E("Postleitzahl", unit.Postcode), Extended("Hausnummer", null), E("Ort", "Münster"), E("EinheitSystemstatus", unit.SystemStatus), E("EinheitBetriebsstatus", "InBetrieb"),
        E(unit.Type == "Stromverbrauchseinheit" ? "NameStromverbrauchseinheit" : "NameStromerzeugungseinheit", unit.Name), E("Bruttoleistung", unit.Power),
        .. unit.Type switch
        {
            "Stromspeichereinheit" => [E("Energietraeger", "Speicher"), E("SpeMastrNummer", unit.Storage)],
            "Solareinheit" => [E("Energietraeger", "SolareStrahlungsenergie"), E("Hauptausrichtung", "Sued"), E("Nebenausrichtung", "None"), E("EegMastrNummer", unit.Plant)],
            "Windeinheit" => [E("Energietraeger", "Wind"), E("Lage", "WindAnLand"), E("EegMastrNummer", unit.Plant)],
            _ => Array.Empty<XElement>(),
        },
    ];

    static XElement[] Plant(WorldUnit unit) =>
    [
        E("Registrierungsdatum", "2022-06-11"), E("DatumLetzteAktualisierung", unit.LinkedUpdated), E("EegMastrNummer", unit.Plant), E("InstallierteLeistung", unit.Power),
        E("AnlageBetriebsstatus", "InBetrieb"), Linked("VerknuepfteEinheit", unit),
    ];

    static XElement[] Storage(WorldUnit unit) =>
    [
        E("SpeMastrNummer", unit.Storage), E("DatumLetzteAktualisierung", unit.LinkedUpdated), E("NutzbareSpeicherkapazitaet", "10.240"), Linked("VerknuepfteEinheit", unit),
        E("AnlageBetriebsstatus", "InBetrieb"),
    ];

    static XElement[] Location(WorldUnit unit, string number) =>
    [
        E("DatumLetzteAktualisierung", unit.LinkedUpdated), E("MastrNummer", number), E("NameDerTechnischenLokation", $"Lokation {unit.Name}"), Linked("VerknuepfteEinheiten", unit),
        E("Netzanschlusspunkte",
            E("NetzbetreiberMastrNummer", World.GridOperator), E("NetzanschlusspunktMastrNummer", unit.Point), E("NetzanschlusspunktBezeichnung", $"NAP {unit.Name}"),
            E("letzteAenderung", unit.LinkedUpdated), E("GeplanterNetzanschlusspunkt", false), E("Spannungsebene", "Niederspannung"), E("Nettoengpassleistung", unit.Power)),
    ];

    static XElement Linked(string name, WorldUnit unit) => E(name, E("MaStRNummer", unit.Number), E("Einheittyp", unit.Type), E("Einheitart", Art(unit)));

    static XElement Extended(string name, string? value) =>
        E(name, value is null ? new XElement(M + "Wert", new XAttribute(Xsi + "nil", "true")) : E("Wert", value), E("NichtVorhanden", value is null));

    static string Art(WorldUnit unit) => unit.Type == "Stromverbrauchseinheit" ? "Stromverbrauchseinheit" : "Stromerzeugungseinheit";

    public static XElement E(string name, params object[] content) => new(M + name, content.Select(part => part switch
    {
        DateTime time => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        decimal number => number.ToString("0.000", CultureInfo.InvariantCulture),
        _ => part,
    }));
}
