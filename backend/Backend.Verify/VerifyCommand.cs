using LocalEnergyMarket.Contracts.Eosio;

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
    /// <summary>How long a node may take for an answer.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<Verdict> Run(IReadOnlyList<string> args, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        if (args.Count == 0 || args.Any(arg => arg is "-h" or "--help" or "-?"))
        {
            await output.WriteLineAsync(VerifyOptions.Usage);
            return args.Count == 0 ? Verdict.NotChecked : Verdict.Holds;
        }

        try
        {
            var options = VerifyOptions.Parse(args);
            var document = EvidenceFile.Read(await File.ReadAllBytesAsync(options.File, cancellation));
            using var http = new HttpClient { Timeout = Patience };
            var chain = new Eos(new EosConfigurator { HttpEndpoint = options.Chain }, http);
            var answer = await new ChainReader(chain, options.Contract).Read(document.Market, (uint)document.Timeslot, cancellation);
            if (options.ChainId is { } expected && !string.Equals(expected, answer.ChainId, StringComparison.OrdinalIgnoreCase))
            {
                await error.WriteLineAsync($"Could not check: the node is one of the chain {answer.ChainId}, not of {expected}.");
                return Verdict.NotChecked;
            }

            if (document.Timeslot < answer.PrunedBefore)
            {
                await error.WriteLineAsync(
                    $"Could not check: the anchors of timeslots before {DateTimeOffset.FromUnixTimeSeconds(answer.PrunedBefore):yyyy-MM-dd'T'HH:mm'Z'} were removed from the "
                    + "contract's table. Ask a node that keeps the history of the chain.");
                return Verdict.NotChecked;
            }

            var report = document.Audit(answer.Anchors);
            await output.WriteAsync(options.Json ? Report.Json(document, answer, report) : Report.Text(options, document, answer, report));
            return report.Holds ? Verdict.Holds : Verdict.DoesNotHold;
        }
        catch (Exception e) when (Reason(e, cancellation) is not null)
        {
            await error.WriteLineAsync($"Could not check: {Reason(e, cancellation)}");
            return Verdict.NotChecked;
        }
    }

    /// <summary>What to tell the person; null for what is a defect of this program.</summary>
    static string? Reason(Exception e, CancellationToken cancellation) => e switch
    {
        EosioFormatException => $"this is no answer of a nodeos: {e.Message}",
        FormatException => $"{e.Message} 'lem verify --help' shows what can be checked and how.",
        EosioApiException => $"the chain refused: {e.Message}. Are --chain and --contract right?",
        HttpRequestException => $"the chain does not answer: {e.Message} Is the URL right and the node running?",
        UnauthorizedAccessException or IOException => $"the file cannot be read: {e.Message}",
        OperationCanceledException => cancellation.IsCancellationRequested ? "interrupted." : $"the chain did not answer within {Patience.TotalSeconds} seconds.",
        _ => null,
    };
}
