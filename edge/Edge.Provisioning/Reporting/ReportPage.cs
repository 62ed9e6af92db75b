using System.Globalization;
using System.Text;
using LocalEnergyMarket.Edge.Provisioning.Dialogue;
using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Edge.Provisioning.Reporting;

/// <summary>
/// The protocol of the commissioning as one HTML file for an A4 page. It is made of the signed content and nothing else: the same content gives the same page, so that a page can be held
/// against its content.
/// </summary>
static class ReportPage
{
    const string Style = """
        @page { size: A4; margin: 16mm }
        body { font: 10.5pt/1.35 "DejaVu Sans", "Segoe UI", Arial, sans-serif; color: #111; max-width: 178mm; margin: 0 auto; padding: 4mm }
        h1 { font-size: 17pt; margin: 0 } h2 { font-size: 11.5pt; margin: 6mm 0 1.5mm; border-bottom: .3mm solid #999 }
        header { display: flex; justify-content: space-between; align-items: flex-start; gap: 6mm }
        header svg { width: 42mm; height: 42mm; flex: none }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .6mm 5mm; margin: 0 } dt { color: #555 } dd { margin: 0; overflow-wrap: anywhere }
        table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: 1mm 2mm; border-bottom: .2mm solid #ccc; vertical-align: top; font-size: 9.5pt }
        th { color: #555; font-weight: normal } td.n { text-align: right; white-space: nowrap } code { font-size: 8pt; overflow-wrap: anywhere }
        .sign { display: grid; grid-template-columns: 1fr 1fr; gap: 12mm; margin-top: 16mm } .sign div { border-top: .3mm solid #111; padding-top: 1mm; font-size: 9pt }
        footer { margin-top: 6mm; font-size: 8pt; color: #555 }
        """;

    public static string Render(SignedReport report)
    {
        var content = report.Content;
        var language = content.TextOf("language") == "de" ? Language.German : Language.English;
        var box = content.ObjectOf("box");
        var check = content.ObjectOf("check");
        string Say(string german, string english) => language.Say(german, english);
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"<!DOCTYPE html>\n<html lang=\"{language.Code()}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n");
        page.Append(CultureInfo.InvariantCulture, $"<title>{Say("Inbetriebnahmeprotokoll", "Commissioning report")} {E(box.TextOf("id"))}</title>\n<style>\n{Style}\n</style>\n</head>\n<body>\n");
        page.Append(CultureInfo.InvariantCulture, $"<header><div><h1>{Say("Inbetriebnahmeprotokoll", "Commissioning report")}</h1>\n<dl>\n");
        Pair(Say("Ort", "Place"), content.TextOf("place"));
        Pair(Say("Kunde", "Customer"), content.TextOf("customer"));
        Pair(Say("Technik", "Technician"), content.TextOf("technician"));
        Pair(Say("Erstellt", "Made"), Instant(content.TextOf("madeAt")));
        page.Append(CultureInfo.InvariantCulture, $"</dl></div>\n{QrSvg.Of(report.QrText)}</header>\n<h2>{Say("Box", "Box")}</h2>\n<dl>\n");
        Pair(Say("Kennung", "Id"), box.TextOf("id"));
        Pair(Say("Konto auf der Blockchain", "Account on the chain"), box.TextOf("chainAccount"));
        Pair("TPM", box.TextOf("tpm"));
        Pair(Say("Öffentlicher Schlüssel", "Public key"), box.TextOf("publicKey"));
        Pair("Software", content.TextOf("software"));
        page.Append(CultureInfo.InvariantCulture, $"</dl>\n<h2>{Say("Zähler und erste signierte Werte", "Meters and first signed values")}</h2>\n<table>\n<tr>");
        foreach (var head in new[] { Say("Nr.", "No."), Say("Zählernummer", "Serial number"), Say("Typ", "Type"), Say("Einheit (MaStR)", "Unit (MaStR)"), Say("Zeit (UTC)", "Time (UTC)"), Say("Bezug kWh", "Import kWh"), Say("Einspeisung kWh", "Export kWh"), "W" })
        {
            page.Append(CultureInfo.InvariantCulture, $"<th>{head}</th>");
        }

        page.Append("</tr>\n");
        foreach (var meter in content.ItemsOf("meters").Cast<CanonicalObject>())
        {
            var unit = meter.TextOf("unit") is { Length: > 0 } number ? number + (meter.TextOf("linked") == "yes" ? "" : Say(" (beantragt)", " (requested)")) : "–";
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{meter.IntegerOf("index")}</td><td>{E(meter.TextOf("serial"))}</td><td>{E(meter.TextOf("type"))}</td><td>{E(unit)}</td>");
            page.Append(CultureInfo.InvariantCulture, $"<td>{(meter.TryGet("time", out var time) ? Instant(((CanonicalText)time).Value) : "–")}</td>");
            page.Append(CultureInfo.InvariantCulture, $"<td class=\"n\">{Energy(meter, "importWh")}</td><td class=\"n\">{Energy(meter, "exportWh")}</td><td class=\"n\">{Power(meter)}</td></tr>\n");
        }

        page.Append(CultureInfo.InvariantCulture, $"</table>\n<h2>{Say("Ende-zu-Ende-Prüfung", "End-to-end check")}</h2>\n<p>");
        page.Append(Say(
            $"Am {Instant(check.TextOf("at"))} hat das Backend {E(check.TextOf("backend"))} den Stapel {check.IntegerOf("sequence")} mit der Signatur dieses TPMs geprüft und gespeichert.",
            $"On {Instant(check.TextOf("at"))} the backend {E(check.TextOf("backend"))} checked batch {check.IntegerOf("sequence")} with this TPM's signature and stored it."));
        page.Append("</p>\n");
        Exchanges();
        page.Append(CultureInfo.InvariantCulture, $"<h2>{Say("Schritte", "Steps")}</h2>\n<table>\n");
        foreach (var step in content.ItemsOf("steps").Cast<CanonicalObject>())
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{E(step.TextOf("step"))}</td><td>{Instant(step.TextOf("at"))}</td><td>{E(step.TextOf("by"))}</td></tr>\n");
        }

        page.Append(CultureInfo.InvariantCulture, $"</table>\n<h2>{Say("Die Technik bestätigt", "The technician confirms")}</h2>\n<table>\n");
        var confirmed = content.ItemsOf("confirmed").Cast<CanonicalText>().Select(id => id.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var confirmation in Confirmation.All)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{(confirmed.Contains(confirmation.Id) ? "☑" : "☐")}</td><td>{Say(confirmation.German, confirmation.English)}</td></tr>\n");
        }

        page.Append(CultureInfo.InvariantCulture, $"</table>\n<h2>{Say("Signatur des TPMs", "The TPM's signature")}</h2>\n<code>{Convert.ToBase64String(report.Signature)}</code>\n");
        page.Append(CultureInfo.InvariantCulture, $"<div class=\"sign\"><div>{Say("Ort, Datum, Unterschrift Technik", "Place, date, technician's signature")}</div><div>{Say("Ort, Datum, Unterschrift Kunde", "Place, date, customer's signature")}</div></div>\n");
        page.Append(CultureInfo.InvariantCulture, $"<footer>{Say("Prüfen, auch ohne Netz", "To verify, also without a network")}: lem-provision report verify &lt;{Say("Datei", "file")}&gt;</footer>\n{report.Embedded}\n</body>\n</html>\n");
        return page.ToString();

        void Pair(string name, string value) => page.Append(CultureInfo.InvariantCulture, $"<dt>{name}</dt><dd>{(value.Length > 0 ? E(value) : "–")}</dd>\n");

        void Exchanges()
        {
            var exchanges = content.ItemsOf("exchanges").Cast<CanonicalObject>().ToList();
            if (exchanges.Count == 0)
            {
                return;
            }

            page.Append(CultureInfo.InvariantCulture, $"<h2>{Say("Zählerwechsel", "Exchanged meters")}</h2>\n<table>\n<tr><th>{Say("Ausgebaut", "Taken out")}</th><th>{Say("Zeit (UTC)", "Time (UTC)")}</th><th>{Say("Endstand kWh", "Final kWh")}</th><th>{Say("Eingebaut", "Put in")}</th><th>{Say("Anfangsstand kWh", "First kWh")}</th></tr>\n");
            foreach (var exchange in exchanges)
            {
                page.Append(CultureInfo.InvariantCulture, $"<tr><td>{E(exchange.TextOf("oldSerial"))}</td><td>{Instant(exchange.TextOf("takenOutAt"))}</td><td>{Energy(exchange, "finalImportWh")} / {Energy(exchange, "finalExportWh")}</td>");
                page.Append(CultureInfo.InvariantCulture, $"<td>{E(exchange.TextOf("newSerial"))}</td><td>{Energy(exchange, "firstImportWh")} / {Energy(exchange, "firstExportWh")}</td></tr>\n");
            }

            page.Append("</table>\n");
        }

        string Energy(CanonicalObject values, string name) =>
            values.TryGet(name, out var value) ? (((CanonicalInteger)value).Value / 1000m).ToString("0.000", language == Language.German ? German : CultureInfo.InvariantCulture) : "–";

        string Power(CanonicalObject values) => values.TryGet("powerW", out var value) ? ((CanonicalInteger)value).Value.ToString(CultureInfo.InvariantCulture) : "–";
    }

    /// <summary>Not the system's: the page must be the same wherever it is made again.</summary>
    static readonly NumberFormatInfo German = new() { NumberDecimalSeparator = "," };

    static string Instant(string text) => E(text.Length >= 19 ? text[..19].Replace('T', ' ') + " Z" : text);

    static string E(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal);
}
