using LocalEnergyMarket.Protos.V1;
using static LocalEnergyMarket.Portal.Web.Language.Speech;

namespace LocalEnergyMarket.Portal.Web.Language;

/// <summary>The names of states, with the mood that colours them (a class of portal.css); the word says it without the colour.</summary>
public static class Words
{
    public static (string Text, string Mood) Of(TimeslotPhase phase) => phase switch
    {
        TimeslotPhase.Open => (Say("offen", "open"), "going"),
        TimeslotPhase.Secondary => (Say("Nachhandel", "secondary market"), "going"),
        TimeslotPhase.Delivery => (Say("Lieferung", "delivery"), "waiting"),
        TimeslotPhase.Settled => (Say("abgerechnet", "settled"), "good"),
        _ => (Say("unbekannt", "unknown"), "bad"),
    };

    public static (string Text, string Mood) Of(PartState state) => state switch
    {
        PartState.Well => (Say("in Ordnung", "well"), "good"),
        PartState.Degraded => (Say("eingeschränkt", "degraded"), "waiting"),
        PartState.Down => (Say("ausgefallen", "down"), "bad"),
        _ => (Say("unbekannt", "unknown"), "bad"),
    };

    public static (string Text, string Mood) Of(AnchorState state) => state switch
    {
        AnchorState.Waiting => (Say("wartet", "waiting"), "waiting"),
        AnchorState.Sent => (Say("gesendet", "sent"), "going"),
        AnchorState.Irreversible => (Say("unumkehrbar", "irreversible"), "good"),
        AnchorState.Failed => (Say("fehlgeschlagen", "failed"), "bad"),
        _ => (Say("unbekannt", "unknown"), "bad"),
    };

    public static (string Text, string Mood) Of(JobState state) => state switch
    {
        JobState.Waiting => (Say("wartet", "waiting"), "waiting"),
        JobState.Running => (Say("läuft", "running"), "going"),
        JobState.Succeeded => (Say("gelungen", "succeeded"), "good"),
        JobState.Failed => (Say("fehlgeschlagen", "failed"), "bad"),
        JobState.Cancelled => (Say("abgebrochen", "cancelled"), "waiting"),
        _ => (Say("unbekannt", "unknown"), "bad"),
    };

    public static (string Text, string Mood) Of(JobLogLevel level) => level switch
    {
        JobLogLevel.Information => (Say("Meldung", "information"), "going"),
        JobLogLevel.Warning => (Say("Warnung", "warning"), "waiting"),
        JobLogLevel.Error => (Say("Fehler", "error"), "bad"),
        _ => (Say("unbekannt", "unknown"), "bad"),
    };

    public static (string Text, string Mood) Of(Quality quality) => quality switch
    {
        Quality.Good => (Say("gemessen", "measured"), "good"),
        Quality.Derived => (Say("berechnet", "derived"), "going"),
        Quality.Stale => (Say("veraltet", "stale"), "waiting"),
        Quality.CounterBack => (Say("Zähler lief zurück", "counter went back"), "bad"),
        Quality.ClockUnsure => (Say("Uhr unsicher", "clock unsure"), "waiting"),
        Quality.Missing => (Say("fehlt", "missing"), "bad"),
        Quality.Interpolated => (Say("interpoliert", "interpolated"), "waiting"),
        _ => (Say("unbekannt", "unknown"), "bad"),
    };

    public static string Of(AnchorKind kind) => kind switch
    {
        AnchorKind.Readings => Say("Messwerte", "readings"),
        AnchorKind.Book => Say("Orderbuch", "order book"),
        AnchorKind.Result => Say("Ergebnis", "result"),
        AnchorKind.Secondary => Say("Nachhandel", "secondary market"),
        AnchorKind.Settlement => Say("Abrechnung", "settlement"),
        _ => Say("unbekannt", "unknown"),
    };

    public static (string Text, string Mood) Connected(bool connected) =>
        connected ? (Say("verbunden", "connected"), "good") : (Say("nicht verbunden", "not connected"), "bad");

    /// <summary>A kind of job by its name on the wire.</summary>
    public static string Job(string kind) => kind switch
    {
        "gate-closures" => Say("Handelsschluss", "Gate closures"),
        "secondary-closures" => Say("Ende des Nachhandels", "Secondary closures"),
        "settlement-runs" => Say("Abrechnung", "Settlement runs"),
        "mastr-import" => Say("MaStR-Import", "MaStR import"),
        "mastr-sync" => Say("MaStR-Abgleich", "MaStR sync"),
        "forecast-scan" => Say("Prognosen einlesen", "Forecast folder"),
        "forecast-update" => Say("Prognosen berechnen", "Forecast update"),
        "data-requests" => Say("Datenanforderungen", "Data requests"),
        "upkeep" => Say("Instandhaltung", "Upkeep"),
        _ => kind,
    };

    /// <summary>A part of the backend (StatusService) by its name on the wire.</summary>
    public static string Part(string part) => part switch
    {
        "database" => Say("Datenbank", "Database"),
        "chain" => Say("Blockchain", "Chain"),
        "outbox" => Say("Warteschlange", "Queue"),
        "boxes" => Say("Boxen", "Boxes"),
        "performer" => Say("Chain-Sender", "Chain sender"),
        "watcher" => Say("Chain-Leser", "Chain reader"),
        "pruning" => Say("Chain-Aufräumer", "Chain cleaner"),
        "timeslot" => Say("Zeitscheiben", "Timeslots"),
        _ => part,
    };
}
