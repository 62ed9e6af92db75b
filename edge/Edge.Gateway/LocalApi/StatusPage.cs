using System.Globalization;
using System.Net;
using System.Text;
using LocalEnergyMarket.Edge.Gateway.Vitals;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Edge.Gateway.LocalApi;

/// <summary>The technician's page: HTML that needs no script, reads well on a phone and by a screen reader, and looks again every ten seconds.</summary>
static class StatusPage
{
    const string Style = """
        :root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem}
        h1{font-size:1.4rem;margin:.2rem 0}h2{font-size:1.1rem;margin:1.4rem 0 .3rem}
        .well,.bad{padding:.6rem .8rem;border-left:.4rem solid;border-radius:.2rem;margin:.6rem 0}.well{border-color:#1a7f37;background:#1a7f3722}.bad{border-color:#b42318;background:#b4231822}
        table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.25rem .6rem .25rem 0;border-bottom:1px solid #8886}
        td.n{text-align:right;font-variant-numeric:tabular-nums}.scroll{overflow-x:auto}footer{margin-top:2rem;font-size:.9rem}
        """;

    /// <param name="whole">Whether meters may be shown.</param>
    public static string Of(BoxReport box, bool whole, bool german)
    {
        var page = new StringBuilder();
        var t = new Wording(german);
        page.Append(CultureInfo.InvariantCulture, $"""
            <!DOCTYPE html>
            <html lang="{(german ? "de" : "en")}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
            <meta http-equiv="refresh" content="10"><title>{t["Box"]} {E(box.BoxId)}</title><style>{Style}</style></head><body>
            <header><h1>{t["Box"]} {E(box.BoxId.Length > 0 ? box.BoxId : t["not enrolled"])}</h1>
            <p><time datetime="{box.Time:O}">{Local(box.Time)}</time>{(box.Clock == "real" ? "" : $", {t["market time"]} {Local(box.MarketTime)}")}</p></header><main>

            """);
        Problems(page, box, whole, t);
        Link(page, box, t);
        Meters(page, box, whole, t);
        Journal(page, box, t);
        Parts(page, box, t);
        Software(page, box, t);
        page.Append(CultureInfo.InvariantCulture, $"""
            </main><footer><p><a href="/?lang={(german ? "en" : "de")}" lang="{(german ? "en" : "de")}">{(german ? "English" : "Deutsch")}</a> · <a href="/api/status">JSON</a></p></footer></body></html>

            """);
        return page.ToString();
    }

    static void Problems(StringBuilder page, BoxReport box, bool whole, Wording t)
    {
        var problems = box.Problems;
        if (problems.Count == 0)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"well\" role=\"status\">{t["All is well."]}</p>\n");
        }
        else
        {
            var items = problems.Select(p => whole || !p.Personal ? p.In(t.German) : t["A meter needs to be looked at."]).Distinct(StringComparer.Ordinal);
            page.Append(CultureInfo.InvariantCulture, $"<section class=\"bad\" role=\"alert\" aria-labelledby=\"p\"><h2 id=\"p\">{t["To be looked at"]}</h2><ul>{string.Concat(items.Select(i => $"<li>{E(i)}</li>"))}</ul></section>\n");
        }

        if (box.Trial.Length > 0)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p role=\"status\">{t["On trial"]}: {E(box.Trial)}</p>\n");
        }
    }

    static void Link(StringBuilder page, BoxReport box, Wording t) => Rows(
        page, t["Backend"],
        (t["Connection"], box.Link.Connected ? t["open"] : t["none"]),
        (t["Address"], box.Link.Backend),
        (t["Since"], Local(box.Link.Since)),
        (t["Last acknowledgement"], box.Link.AcknowledgedAt is { } at ? $"{Local(at)} ({t["batch"]} {box.Link.AcknowledgedSequence})" : t["none since the start"]),
        (t["Reason"], box.Link.Failure));

    static void Meters(StringBuilder page, BoxReport box, bool whole, Wording t)
    {
        page.Append(CultureInfo.InvariantCulture, $"<section aria-labelledby=\"m\"><h2 id=\"m\">{t["Meters"]}</h2>");
        if (!whole)
        {
            var answering = box.Meters.Count(m => m is { AnsweredAt: not null, Failure.Length: 0 });
            page.Append(CultureInfo.InvariantCulture, $"<p>{answering} / {box.Meters.Count} {t["answer"]}</p></section>\n");
            return;
        }

        page.Append(CultureInfo.InvariantCulture, $"""
            <div class="scroll"><table><thead><tr><th scope="col">{t["Meter"]}</th><th scope="col">{t["State"]}</th><th scope="col">{t["Register"]}</th><th scope="col">{t["Value"]}</th><th scope="col">{t["Quality"]}</th><th scope="col">{t["Time"]}</th></tr></thead><tbody>
            """);
        foreach (var meter in box.Meters)
        {
            Meter(page, meter, t);
        }

        page.Append("</tbody></table></div></section>\n");
    }

    static void Meter(StringBuilder page, MeterReport meter, Wording t)
    {
        var state = meter.Failure.Length > 0 ? $"{t["silent"]}: {meter.Failure}" : meter.AnsweredAt is null ? t["not read yet"] : t["answers"];
        var head = $"<th scope=\"row\">{meter.Index}: {E(meter.Serial)}<br><small>{E(meter.Type)}</small></th><td>{E(state)}</td>";
        if (meter.Values.Count == 0)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr>{head}<td></td><td></td><td></td><td></td></tr>");
        }

        foreach (var value in meter.Values)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr>{head}<td>{E(t[$"{value.Register}"])}</td><td class=\"n\">{Value(value, t)}</td><td>{E(t[$"{value.Quality}"])}</td><td>{Local(value.Time)}</td></tr>");
            head = "<td></td><td></td>";
        }
    }

    static void Journal(StringBuilder page, BoxReport box, Wording t)
    {
        if (box.Journal is { } journal)
        {
            Rows(
                page, t["Journal"],
                (t["Readings not in a batch"], t.Number(journal.OpenReadings)),
                (t["Batches that wait"], t.Number(journal.WaitingBatches)),
                (t["Batches put aside"], t.Number(journal.RefusedBatches)),
                (t["Size"], $"{t.Number(journal.Bytes / 1024)} KiB{(journal.MostBytes > 0 ? $" / {t.Number(journal.MostBytes / 1024)} KiB" : "")}"),
                (t["Gaps"], t.Number(journal.Gaps)));
        }
    }

    static void Parts(StringBuilder page, BoxReport box, Wording t)
    {
        if (box.Parts.Count > 0)
        {
            Rows(page, t["Parts"], [.. box.Parts.Select(p => (t.German ? p.PartGerman : p.Part, $"{(p.Well ? t["well"] : t["not well"])}: {(t.German ? p.DetailGerman : p.Detail)}"))]);
        }
    }

    static void Software(StringBuilder page, BoxReport box, Wording t) => Rows(
        page, t["Software"],
        (t["Version"], $"{box.Version} ({box.Architecture}{(box.Slot.Length > 0 ? $", {box.Slot}" : "")})"),
        (t["Started"], Local(box.StartedAt)),
        (t["Configuration"], box.ConfigurationRevision),
        (t["Memory"], $"{t.Number(box.MemoryBytes >> 20)} MiB"));

    static void Rows(StringBuilder page, string title, params IReadOnlyList<(string Name, string Value)> rows)
    {
        page.Append(CultureInfo.InvariantCulture, $"<section><h2>{E(title)}</h2><table><tbody>");
        foreach (var (name, value) in rows.Where(row => row.Value.Length > 0))
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{E(name)}</th><td>{E(value)}</td></tr>");
        }

        page.Append("</tbody></table></section>\n");
    }

    static string Value(ValueReport value, Wording t) => value.Quality == Quality.Missing ? "–"
        : $"{t.Number(value.Value)} {(value.Register == Register.PowerW ? "W" : "Wh")}";

    /// <summary>UTC and said so: the box may have no rules of its place's time.</summary>
    static string Local(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    static string E(string text) => WebUtility.HtmlEncode(text);
}
