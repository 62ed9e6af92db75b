using System.Collections.Frozen;

namespace LocalEnergyMarket.Backend.Mastr.Soap.Words;

/// <summary>The service's element names in the export's spelling.</summary>
static class FieldNames
{
    static readonly FrozenDictionary<string, string> Everywhere = Table(
        "EegMastrNummer EegMaStRNummer",
        "LokationMastrNummer LokationMaStRNummer",
        "KwkMastrNummer KwkMaStRNummer",
        "einheitMastrNummer EinheitMastrNummer",
        "zugeordneteWirkleistungWechselrichter ZugeordneteWirkleistungWechselrichter",
        "ZusaetzlicheMerkmaleDerFlaecheUndAktuellenFlaechennutzung ZusaetzlicheMerkmaleDerFlaecheUndDerAktuellenFlaechennutzung",
        "GroesseDerInAnspruchGenommenenFlaeche GroesseDerInAnspruchGenommenenFlaecheInHektar",
        "InbetriebnahmedatumAmAktuellenOrt InbetriebnahmedatumAmAktuellenStandort",
        "MieterstromRegistrierungsdatum MieterstromMeldedatum",
        "Hoechstbemessungsleistung BiogasHoechstbemessungsleistung",
        "eegAnlagenschluessel AnlagenschluesselEeg",
        "eegZuschlagsnummer Zuschlagsnummer",
        "eegAusschreibungZuschlag AusschreibungZuschlag",
        "letzteAenderung LetzteAenderung",
        "GeplanterNetzanschlusspunkt NochInPlanung",
        "BilanzierungsgebietNetzanschlusspunkt BilanzierungsgebietNetzanschlusspunktId",
        "VerknuepfteEinheit VerknuepfteEinheitenMaStRNummern",
        "VerknuepfteEinheiten VerknuepfteEinheitenMaStRNummern",
        "Ertuechtigung ErtuechtigungIds");

    static readonly FrozenDictionary<string, FrozenDictionary<string, string>> ByKind = new Dictionary<string, FrozenDictionary<string, string>>(StringComparer.Ordinal)
    {
        ["EinheitenSolar"] = Table("Lage ArtDerSolaranlage"),
        ["EinheitenWind"] = Table("Lage WindAnLandOderAufSee", "WindAnLandOderSee WindAnLandOderAufSee", "Nachtkennzeichen Nachtkennzeichnung"),
        ["EinheitenStromSpeicher"] = Table("ZugeordneteWirkleistungWechselrichter ZugeordnenteWirkleistungWechselrichter", "LeistungsaufnahmeBeimEinspeichern PumpbetriebLeistungsaufnahme"),
        ["EinheitenGenehmigung"] = Table(),
        ["AnlagenKwk"] = Table("KwkMastrNummer KwkMastrNummer"),
        ["AnlagenStromSpeicher"] = Table("SpeMastrNummer MaStRNummer"),
        ["AnlagenGasSpeicher"] = Table("SpeMastrNummer MaStRNummer"),
        ["Lokationen"] = Table("Netzanschlusspunkte NetzanschlusspunkteMaStRNummern"),
        ["Netzanschlusspunkte"] = Table("NetzbetreiberMastrNummer NetzbetreiberMaStRNummer", "NetzMastrNummer NetzMaStRNummer"),
        ["Marktakteure"] = Table("MarktakteurMastrNummer MastrNummer", "Marktakteur Firmenname", "DatumLetzteAktualisierung DatumLetzeAktualisierung"),
        ["MarktakteureUndRollen"] = Table("MarktrolleMastrNummerId MastrNummer"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static string ToExport(string kind, string name) =>
        ByKind.GetValueOrDefault(kind)?.GetValueOrDefault(name) ?? Everywhere.GetValueOrDefault(name) ?? name;

    static FrozenDictionary<string, string> Table(params ReadOnlySpan<string> pairs)
    {
        var table = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in pairs)
        {
            var space = pair.IndexOf(' ', StringComparison.Ordinal);
            table[pair[..space]] = pair[(space + 1)..];
        }

        return table.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
