using System.Collections.Frozen;

namespace LocalEnergyMarket.Backend.Mastr.Soap.Words;

/// <summary>
/// Elements that the export has and the service's schema V23.1.100 does not: a record of the service must not take them away. Everything else that is missing
/// in an answer is gone in the register too, and goes.
/// </summary>
static class ExportOnly
{
    static readonly FrozenSet<string> Fields = new[]
    {
        "SpeicherAmGleichenOrt", "GemeinsamRegistrierteSolareinheitMastrNummer", "InbetriebnahmedatumAmAktuellenStandort", "WeicDisplayName",
        "NetzreserveZugeordnet", "DatumNetzreserve", "KapazitaetsreserveZugeordnet", "DatumKapazitaetsreserve", "NameDesSolarparks", "SolaranlagenKategorie",
        "VorlaeufigeRegelzonenDerEinheit", "VorherigerNutzungsartenbereichDerFlaeche", "UeberwiegendeNutzungsartDerFlaecheVorErrichtung",
        "UeberwiegendeNutzungsartDerFlaecheVorErrichtungDerSolaranlage", "ZusaetzlicheMerkmaleDerFlaecheUndDerAktuellenFlaechennutzung",
        "GroesseDerInAnspruchGenommenenFlaecheInHektar", "LichteHoehe", "AnschlussAnHoechstOderHochSpannung", "TechnologieFlugwindenergieanlage", "Flughoehe", "Flugradius",
        "NetzMaStRNummer", "NetzbetreiberMaStRNummer", "RegelzoneNetzanschlusspunkt", "Messlokation", "NameDerTechnischenLokation", "Lokationtyp",
        "RegisternummerPraefix", "DatumDerAntragstellung",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The record as it is to be stored.</summary>
    /// <param name="stored">What is there; null if nothing.</param>
    /// <param name="fresh">What the service says now.</param>
    /// <param name="whole">Whether that is the whole object; a row of a list or a part inside another object changes only what it holds.</param>
    public static Dictionary<string, string> Join(IReadOnlyDictionary<string, string>? stored, IReadOnlyDictionary<string, string> fresh, bool whole)
    {
        var joined = new Dictionary<string, string>(fresh, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in stored ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            if (!whole || Fields.Contains(name))
            {
                joined.TryAdd(name, value);
            }
        }

        return joined;
    }
}
