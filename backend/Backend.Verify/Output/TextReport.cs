using System.Globalization;
using System.Text;
using LocalEnergyMarket.Backend.Evidence.Audits;

namespace LocalEnergyMarket.Backend.Verify.Output;

/// <summary>The findings in words.</summary>
static class TextReport
{
    public static string Of(VerifyOptions options, EvidenceFile document, Outcome outcome)
    {
        var (language, german) = (options.Language, options.Language == Language.German);
        var text = new StringBuilder();
        var slot = DateTimeOffset.FromUnixTimeSeconds(document.Timeslot).ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);
        text.Append(CultureInfo.InvariantCulture, $"{options.File}: {document.What.Say(language)} {slot} {(german ? "des Marktes" : "of market")} {document.Market}\n");
        if (outcome.Chain is { } chain)
        {
            var (contract, until) = german ? ("Vertrag", "unumkehrbar bis Block") : ("contract", "irreversible up to block");
            text.Append(CultureInfo.InvariantCulture, $"{options.Anchors ?? string.Join(", ", options.Chains)}: chain {chain.ChainId}, {contract} {options.Contract}, {until} {chain.IrreversibleBlock}\n\n");
        }

        foreach (var finding in outcome.Report.Findings)
        {
            text.Append(finding.Holds ? german ? "stimmt  " : "holds   " : german ? "FALSCH  " : "BROKEN  ").Append(OneLine(finding.Say(language))).Append('\n');
        }

        foreach (var note in (outcome.Chain?.Notes ?? []).Concat(outcome.Undecided))
        {
            text.Append(german ? "Hinweis " : "note    ").Append(OneLine(note.Say(language))).Append('\n');
        }

        var broken = outcome.Report.Broken.Count();
        return text.Append(CultureInfo.InvariantCulture, $"\n{(outcome.Verdict, german) switch
        {
            (Verdict.Holds, false) => "Everything holds.",
            (Verdict.Holds, true) => "Alles stimmt.",
            (Verdict.DoesNotHold, false) => $"It does not hold: {broken} finding(s).",
            (Verdict.DoesNotHold, true) => $"Es stimmt nicht: {broken} Befund(e).",
            (_, false) => "It could not be checked.",
            (_, true) => "Es ließ sich nicht prüfen.",
        }}\n").ToString();
    }

    /// <summary>What stands in a document, control characters for a terminal too, is shown as it is written in JSON.</summary>
    static string OneLine(string text) => text.Any(char.IsControl)
        ? string.Concat(text.Select(c => char.IsControl(c) ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : c.ToString()))
        : text;
}
