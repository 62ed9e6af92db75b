using LocalEnergyMarket.Backend.Mastr.Kinds;

namespace LocalEnergyMarket.Backend.Mastr.Queries;

/// <summary>Which fields hold ids of catalogues (XSDs of release 25.2, and 26.x where known), and of which.</summary>
static class CatalogueFields
{
    const short Values = 81;

    static readonly Dictionary<string, short> Small = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Lokationtyp"] = 85,
        ["Einheittyp"] = 84,
        ["Marktfunktion"] = 83,
        ["Marktrolle"] = 82,
        ["Marktrollen"] = 82,
        ["KatalogKategorieId"] = 80,
    };

    static readonly HashSet<string> Ordinary = new(StringComparer.OrdinalIgnoreCase)
    {
        "AcDcKoppelung", "AnlageBetriebsstatus", "Art", "ArtDerAenderung", "ArtDerSolaranlage", "ArtDerWasserkraftanlage", "ArtDesZuflusses", "Batterietechnologie", "Biomasseart",
        "Bundesland", "EegAnlagentyp", "EinheitBetriebsstatus", "EinheitLoeschgrund", "EinheitSystemstatus", "Einsatzort", "Einspeisungsart", "Energietraeger", "Ertuechtigungsart",
        "Gasqualitaet", "GebietNachDemFlaechenentwicklungsplanNordsee", "GebietNachDemFlaechenentwicklungsplanOstsee", "Hauptausrichtung", "HauptausrichtungNeigungswinkel",
        "Hauptbrennstoff", "HauptwirtdschaftszweigAbschnitt", "HauptwirtdschaftszweigAbteilung", "HauptwirtdschaftszweigGruppe", "Hersteller", "Land", "LandAnZustelladresse",
        "Leistungsbegrenzung", "MarktakteurAnrede", "MarktakteurStatus", "MarktakteurTitel", "Marktgebiet", "Nebenausrichtung", "NebenausrichtungNeigungswinkel",
        "NetzbetreiberpruefungStatus", "Nutzungsbereich", "Personenart", "Pumpspeichertechnologie", "Rechtsform", "RegelzoneNetzanschlusspunkt", "Registergericht",
        "RegisternummerPraefix", "Seelage", "SolaranlagenKategorie", "Spannungsebene", "Speicherart", "Technologie", "TechnologieFlugwindenergieanlage",
        "VorlaeufigeRegelzonenDerEinheit", "WeitererHauptbrennstoff", "WindAnLandOderAufSee",
    };

    /// <summary>The kind of the catalogue's records; null if the field holds no id.</summary>
    public static short? CatalogueOf(MastrKind kind, string field) =>
        kind.Class == MastrClass.Catalogue && kind.Id != Values ? null
        : Small.TryGetValue(field, out var small) ? small
        : Ordinary.Contains(field) ? Values
        : null;
}
