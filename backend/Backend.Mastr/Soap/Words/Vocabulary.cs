using System.Collections.Frozen;

namespace LocalEnergyMarket.Backend.Mastr.Soap.Words;

/// <summary>
/// The service's words for what the export writes as catalogue ids. A word that is not here stays as it is: the register adds some every half year,
/// and none of them may stop a sync. Where a release renamed a word, both stand here.
/// </summary>
static class Vocabulary
{
    const string Operation = "InPlanung 31, InBetrieb 35, VoruebergehendStillgelegt 37, EndgueltigStillgelegt 38, DauerhaftStillgelegt 38";
    const string Tilt =
        "Fassadenintegriert 806, Grad90 806, Ueber60 807, Grad61Bis89 807, Grad40Bis60 808, Grad41Bis60 808, Grad20Bis40 809, Grad21Bis40 809, "
        + "Unter20 810, Grad5Bis20 810, Nachgefuehrt 811, Unter5 3179";
    const string Direction = "Nord 695, NordOst 696, Ost 697, SuedOst 698, Sued 699, SuedWest 700, West 701, NordWest 702, Nachgefuehrt 703, OstWest 704";
    const string StatesOfUnits =
        "Brandenburg 1400, Berlin 1401, BadenWuerttemberg 1402, Bayern 1403, Bremen 1404, Hessen 1405, Hamburg 1406, MecklenburgVorpommern 1407, Niedersachsen 1408, "
        + "NordrheinWestfalen 1409, RheinlandPfalz 1410, SchleswigHolstein 1411, Saarland 1412, Sachsen 1413, SachsenAnhalt 1414, Thueringen 1415, AusschliesslicheWirtschaftszone 1416";
    const string StatesOfActors =
        "Brandenburg 332, Berlin 333, BadenWuerttemberg 334, Bayern 335, Bremen 336, Hessen 337, Hamburg 338, MecklenburgVorpommern 339, Niedersachsen 340, "
        + "NordrheinWestfalen 341, RheinlandPfalz 342, SchleswigHolstein 343, Saarland 344, Sachsen 345, SachsenAnhalt 346, Thueringen 347";
    const string Location =
        "Stromerzeugungslokation 1, Stromverbrauchslokation 2, Gaserzeugungslokation 3, Gasverbrauchslokation 4";
    const string Voltage =
        "Hoechstspannung 348, HoechstspannungHochspannung 349, UmspannungHoechstspannungHochspannung 349, Hochspannung 350, HochspannungMittelspannung 351, "
        + "UmspannungHochspannungMittelspannung 351, Mittelspannung 352, MittelspannungNiederspannung 353, UmspannungMittelspannungNiederspannung 353, Niederspannung 354";

    static readonly FrozenDictionary<string, FrozenDictionary<string, string>> Everywhere = Tables(
        ("EinheitBetriebsstatus", Operation),
        ("AnlageBetriebsstatus", Operation),
        ("EinheitSystemstatus", "Aktiv 472, Deaktiviert 473, Geloescht 572"),
        ("NetzbetreiberpruefungStatus", "Geprueft 2954, Ungeprueft 2955, InPruefung 2955, NichtVorgesehen 3075, KeinePruefungVorgesehen 3075"),
        ("Energietraeger", "SolareStrahlungsenergie 2495, Speicher 2496, Wind 2497, Wasser 2498, Biomasse 2493, Kernenergie 2494, Erdgas 2410, Geothermie 2403, Wasserstoff 3030"),
        ("Einspeisungsart", "Volleinspeisung 688, TeileinspeisungEigenverbrauch 689, Teileinspeisung 689"),
        ("Land", "Belgien 66, Deutschland 84, Daenemark 90, Luxemburg 169, Niederlande 198, Oesterreich 206, Polen 215, Schweiz 231"),
        ("Bundesland", StatesOfUnits),
        ("Hauptausrichtung", Direction),
        ("Nebenausrichtung", Direction),
        ("HauptausrichtungNeigungswinkel", Tilt),
        ("NebenausrichtungNeigungswinkel", Tilt),
        ("ArtDerSolaranlage",
            "Freiflaeche 852, Freiflaechensolaranlage 852, BaulicheAnlagen 853, Gebaeudesolaranlage 853, BaulicheAnlagenSonstige 2484, SonstigeSolaranlage 2484, "
            + "SteckerfertigeErzeugungsanlage 2961, SteckerfertigeSolaranlage 2961, Gewaesser 3002, Gewaessersolaranlage 3002, Grossparkplatz 3058"),
        ("Leistungsbegrenzung", "Nein 802, Ja70Prozent 803, Ja60Prozent 804, Ja50Prozent 805, JaSonstige 1535"),
        ("Nutzungsbereich",
            "Haushalt 713, GewerbeHandelDienstleistungen 714, GewerbeHandelUndDienstleistungen 714, Industrie 715, Landwirtschaft 716, OeffentlichesGebaeude 717, Sonstige 718"),
        ("WindAnLandOderAufSee", "WindAnLand 888, WindAufSee 889"),
        ("Seelage", "Ostsee 639, Nordsee 640"),
        ("AcDcKoppelung", "ACgekoppeltesSystem 693, DCgekoppeltesSystem 694"),
        ("Batterietechnologie",
            "LithiumBatterie 727, BleiBatterie 728, RedoxFlowBatterie 729, Hochtemperaturbatterie 730, NickelCadmiumOrNickelMetallhydridbatterie 731, SonstigeBatterie 732"),
        ("Pumpspeichertechnologie", "PumpspeicheranlageOhneNatuerlichemZufluss 2920, PumpspeicheranlageMitNatuerlichemZufluss 2921"),
        ("ArtDerWasserkraftanlage",
            "Laufwasseranlage 890, Speicherwasseranlage 891, WasserkraftanlageInTrinkwassersystem 894, WasserkraftanlageInBrauchwassersystem 895, Abwasserkraftanlage 896, Meeresenergie 897"),
        ("ArtDesZuflusses", "Flusskraftwerk 724, Restwasserkraftwerk 725, Ausleitungskraftwerk 726"),
        ("Lokationtyp", Location),
        ("Spannungsebene", Voltage),
        ("Personenart", "Organisation 517, NatuerlichePerson 518"),
        ("Marktfunktion",
            "Stromnetzbetreiber 1, Anlagenbetreiber 2, AkteurImStrommarkt 3, OrganisierteMarktplaetze 4, Behoerden 5, SonstigeMarktakteure 6, Bundesnetzagentur 7, "
            + "Gasnetzbetreiber 8, AkteurImGasmarkt 9, Supportpartner 10"),
        ("Einheittyp", UnitWords()),
        ("EegAnlagentyp", UnitWords()));

    // The same word means another id in another kind of record.
    static readonly FrozenDictionary<string, FrozenDictionary<string, string>> ByKind = Tables(
        ("EinheitenWind.Technologie", "Horizontallaeufer 691, Vertikallaeufer 692, Flugwindenergieanlage 3102"),
        ("EinheitenStromSpeicher.Technologie", "Batterie 524, Druckluft 525, Schwungrad 526, Pumpspeicher 1537, Wasserstoffspeicher 3067"),
        ("Marktakteure.Bundesland", StatesOfActors));

    // The export names a role by its label. What it calls 20 and 5, say, are one label each.
    static readonly FrozenDictionary<string, string> Roles = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["NetzbetreiberUebertragungsnetzbetreiber"] = "Übertragungsnetzbetreiber",
        ["NetzbetreiberAnschlussnetzbetreiberStrom"] = "Anschlussnetzbetreiber",
        ["NetzbetreiberBilanzkreisverantwortlicherStrom"] = "Bilanzkreisverantwortlicher",
        ["NetzbetreiberMessstellenbetreiberStrom"] = "Messstellenbetreiber",
        ["EnergiemarktakteureStromlieferant"] = "Stromlieferant, Direktvermarkter, Stromgroßhändler",
        ["EnergiemarktakteureBilanzkreisverantwortlicherStrom"] = "Bilanzkreisverantwortlicher",
        ["EnergiemarktakteureMessstellenbetreiberStrom"] = "Messstellenbetreiber",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What the export writes for a value of the service; the value itself where there is nothing else.</summary>
    public static string ToExport(string kind, string field, string value)
    {
        if (kind == "MarktakteureUndRollen" && field == "Marktrolle")
        {
            return Roles.GetValueOrDefault(value, value);
        }

        var words = ByKind.GetValueOrDefault($"{kind}.{field}") ?? Everywhere.GetValueOrDefault(field);
        return words?.GetValueOrDefault(value) ?? value;
    }

    static string UnitWords() => string.Join(", ", UnitTypes.All.Select(type => $"{type.Word} {type.Id}"));

    static FrozenDictionary<string, FrozenDictionary<string, string>> Tables(params ReadOnlySpan<(string Field, string Words)> tables)
    {
        var all = new Dictionary<string, FrozenDictionary<string, string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (field, words) in tables)
        {
            all[field] = words.Split(", ").Select(word => word.Split(' ')).ToFrozenDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        }

        return all.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
