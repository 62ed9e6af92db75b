using System.Collections.Frozen;
using System.Globalization;

namespace LocalEnergyMarket.Edge.Gateway.LocalApi;

/// <summary>The page's words, by the English ones.</summary>
readonly record struct Wording(bool German)
{
    static readonly NumberFormatInfo GermanNumbers = new() { NumberGroupSeparator = ".", NumberDecimalSeparator = "," };

    static readonly FrozenDictionary<string, string> InEnglish = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["EnergyImportWh"] = "import (1.8.0)",
        ["EnergyExportWh"] = "export (2.8.0)",
        ["PowerW"] = "power",
        ["Good"] = "good",
        ["Derived"] = "derived",
        ["Stale"] = "stale",
        ["CounterBack"] = "counter ran back",
        ["ClockUnsure"] = "clock unsure",
        ["Missing"] = "missing",
        ["Interpolated"] = "interpolated",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    static readonly FrozenDictionary<string, string> InGerman = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Box"] = "Box",
        ["not enrolled"] = "nicht angemeldet",
        ["market time"] = "Marktzeit",
        ["All is well."] = "Alles in Ordnung.",
        ["A meter needs to be looked at."] = "Ein Zähler muss angesehen werden.",
        ["To be looked at"] = "Zu prüfen",
        ["On trial"] = "Auf Probe",
        ["Backend"] = "Backend",
        ["Connection"] = "Verbindung",
        ["open"] = "offen",
        ["none"] = "keine",
        ["Address"] = "Adresse",
        ["Since"] = "Seit",
        ["Last acknowledgement"] = "Letzte Quittung",
        ["batch"] = "Stapel",
        ["none since the start"] = "keine seit dem Start",
        ["Reason"] = "Grund",
        ["Meters"] = "Zähler",
        ["Meter"] = "Zähler",
        ["answer"] = "antworten",
        ["answers"] = "antwortet",
        ["silent"] = "stumm",
        ["not read yet"] = "noch nicht gelesen",
        ["State"] = "Zustand",
        ["Register"] = "Register",
        ["Value"] = "Wert",
        ["Quality"] = "Güte",
        ["Time"] = "Zeit",
        ["Journal"] = "Journal",
        ["Readings not in a batch"] = "Messwerte in keinem Stapel",
        ["Batches that wait"] = "Wartende Stapel",
        ["Batches put aside"] = "Beiseitegelegte Stapel",
        ["Size"] = "Größe",
        ["Gaps"] = "Lücken",
        ["Parts"] = "Teile",
        ["well"] = "in Ordnung",
        ["not well"] = "gestört",
        ["Software"] = "Software",
        ["Version"] = "Version",
        ["Started"] = "Gestartet",
        ["Configuration"] = "Konfiguration",
        ["Memory"] = "Speicher",
        ["EnergyImportWh"] = "Bezug (1.8.0)",
        ["EnergyExportWh"] = "Einspeisung (2.8.0)",
        ["PowerW"] = "Leistung",
        ["Good"] = "gut",
        ["Derived"] = "abgeleitet",
        ["Stale"] = "veraltet",
        ["CounterBack"] = "Zähler lief zurück",
        ["ClockUnsure"] = "Uhr unsicher",
        ["Missing"] = "fehlt",
        ["Interpolated"] = "interpoliert",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public string this[string english] => (German ? InGerman : InEnglish).GetValueOrDefault(english, english);

    public string Number(long value) => value.ToString("N0", German ? GermanNumbers : CultureInfo.InvariantCulture);
}
