using LocalEnergyMarket.Backend.Evidence.Audits;
using LocalEnergyMarket.Backend.Verify.Chain;
using LocalEnergyMarket.Backend.Verify.Output;

namespace LocalEnergyMarket.Backend.Verify;

/// <summary>The exit status.</summary>
enum Verdict
{
    Holds = 0,
    DoesNotHold = 1,
    NotChecked = 2,
}

static class VerifyCommand
{
    public static async Task<Verdict> Run(IReadOnlyList<string> args, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        var language = VerifyOptions.LanguageOf(args, Environment.GetEnvironmentVariable);
        if (args.Count == 0 || args.Any(arg => arg is "-h" or "--help" or "-?"))
        {
            await output.WriteLineAsync(VerifyOptions.Usage.Say(language));
            return args.Count == 0 ? Verdict.NotChecked : Verdict.Holds;
        }

        try
        {
            var options = VerifyOptions.Parse(args, language);
            var document = EvidenceFile.Read(await EvidenceFile.BytesAsync(options.File, cancellation));
            var outcome = await CheckAsync(options, document, cancellation);
            await output.WriteAsync(options.Json ? JsonReport.Of(document, outcome) : TextReport.Of(options, document, outcome));
            foreach (var why in outcome.Verdict == Verdict.NotChecked ? outcome.Undecided : [])
            {
                await error.WriteLineAsync(CouldNot(new(why.Say(Language.English), why.Say(Language.German)), language));
            }

            return outcome.Verdict;
        }
        catch (Exception e) when (Complaint.Of(e, cancellation) is not null)
        {
            await error.WriteLineAsync(CouldNot(Complaint.Of(e, cancellation)!, language));
            return Verdict.NotChecked;
        }
    }

    static async Task<Outcome> CheckAsync(VerifyOptions options, EvidenceFile document, CancellationToken cancellation)
    {
        var (answers, silent) = options.Anchors is { } saved
            ? (Saved(await EvidenceFile.BytesAsync(saved, cancellation), options, document), [])
            : await Nodes.AskAsync(options, document.Market, (uint)document.Timeslot, document.Places, cancellation);
        var quorum = options.Quorum > 0 ? options.Quorum : Math.Max(options.Chains.Count, answers.Count);
        var others = answers.Where(answer => !string.Equals(answer.ChainId, options.ChainId ?? answers[0].ChainId, StringComparison.OrdinalIgnoreCase)).ToList();
        IReadOnlyList<NodeAnswer> ours = [.. answers.Except(others)];
        IReadOnlyList<Finding> away = [.. silent, .. others.Select(other => new Finding(
            false, ChainRules.OtherChain, [other.Url, other.ChainId, options.ChainId ?? answers[0].ChainId]))];
        if (ours.Count < quorum || ours.Count == 0)
        {
            return new(null, new([]), away);
        }

        if (options.Save is { } path)
        {
            await File.WriteAllBytesAsync(path, new SavedAnswer(options.Contract, document.Market, document.Timeslot, ours).ToJson().ToUtf8(), cancellation);
        }

        var chain = ChainAnswer.Of(ours, quorum, options.Contract, document.Market, document.Timeslot, document.Places);
        IReadOnlyList<Finding> undecided = [.. chain.Undecided, .. chain.Lost(document.Trees)];

        // What the nodes do not agree on, or what is lost, would only look as if it were not anchored.
        return undecided.Any(why => why.Rule != ChainRules.Reversible)
            ? new(chain, new(chain.Findings), undecided)
            : new(chain with { Notes = [.. chain.Notes, .. away] }, new([.. document.Audit(chain.Anchors).Findings, .. chain.Findings]), undecided);
    }

    static IReadOnlyList<NodeAnswer> Saved(byte[] bytes, VerifyOptions options, EvidenceFile document)
    {
        SavedAnswer saved;
        try
        {
            saved = SavedAnswer.Read(bytes);
        }
        catch (FormatException e)
        {
            throw new FormatException($"{options.Anchors}: {e.Message}", e);
        }

        return saved.Contract != options.Contract || saved.Market != document.Market || saved.Timeslot != document.Timeslot || saved.Nodes.Count == 0
            ? throw new FormatException(
                $"{options.Anchors}: it is of the contract {saved.Contract}, market {saved.Market} and timeslot {saved.Timeslot}; "
                + $"the document needs {options.Contract}, {document.Market} and {document.Timeslot}.")
            : saved.Nodes;
    }

    static string CouldNot(Phrase why, Language language) => (language == Language.German ? "Nicht zu prüfen: " : "Could not check: ") + why.Say(language);
}

/// <summary>What came of a check.</summary>
/// <param name="Chain">Null if no node could say anything.</param>
/// <param name="Undecided">Why it cannot be decided.</param>
sealed record Outcome(ChainAnswer? Chain, AuditReport Report, IReadOnlyList<Finding> Undecided)
{
    public Verdict Verdict => !Report.Holds ? Verdict.DoesNotHold : Chain is null || Undecided.Count > 0 ? Verdict.NotChecked : Verdict.Holds;
}
