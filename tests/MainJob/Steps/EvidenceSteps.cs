using System.Text.RegularExpressions;
using LocalEnergyMarket.MainJob.Clients;
using LocalEnergyMarket.MainJob.Parts;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.MainJob.Steps;

/// <summary>Everything on the chain, and checked from there.</summary>
sealed partial class EvidenceSteps(JobContext job)
{
    static readonly AnchorKind[] Kinds = [AnchorKind.Readings, AnchorKind.Book, AnchorKind.Result, AnchorKind.Secondary, AnchorKind.Settlement];

    public IReadOnlyList<Step> All =>
    [
        new("Wait until all roots of the quarter hour are irreversible on the chain", AnchorsAsync),
        new("lem verify: the auditor's export", token => ExportAsync(token)),
        new("lem verify: a customer's proofs", ProofsAsync),
        new("lem verify: the export with one digit changed", TamperedAsync),
    ];

    string Export => job.System.In("evidence", "timeslot.json");

    async Task<string> AnchorsAsync(CancellationToken cancellation)
    {
        var last = "";
        job.Facts.Anchors = await Waiting.ForAsync(
            "the anchors",
            JobContext.Patience,
            async token =>
            {
                var answer = await job.Api.Auditor.Evidence.ListAnchorsAsync(new() { Timeslot = job.Facts.Timeslot.StartUnixSeconds }, cancellationToken: token);
                last = answer.ToString();
                StepFailedException.Unless(answer.Anchors.All(anchor => anchor.State != AnchorState.Failed), $"An anchor failed: {answer}");
                return Array.TrueForAll(Kinds, kind => answer.Anchors.Any(anchor => anchor.Kind == kind))
                    && answer.Anchors.All(anchor => anchor.State == AnchorState.Irreversible)
                        ? answer.Anchors.ToList()
                        : null;
            },
            cancellation,
            () => last);
        return string.Join(", ", job.Facts.Anchors.Select(anchor => $"{anchor.Kind} in block {anchor.BlockNum}"));
    }

    async Task<string> ExportAsync(CancellationToken cancellation)
    {
        var document = await job.Api.Auditor.Evidence.ExportTimeslotAsync(
            new() { BalancingGroup = Neighbourhood.BalancingGroup, Timeslot = job.Facts.Timeslot.StartUnixSeconds }, cancellationToken: cancellation);
        return Expect(await VerifyAsync("the auditor's export of the quarter hour", Export, document.Json.Memory, cancellation), 0);
    }

    async Task<string> ProofsAsync(CancellationToken cancellation)
    {
        var customer = Neighbourhood.Household;
        var document = await job.Api.As(customer).Evidence.GetProofsAsync(
            new() { CustomerId = customer.CustomerId, Timeslot = job.Facts.Timeslot.StartUnixSeconds }, cancellationToken: cancellation);
        return Expect(
            await VerifyAsync($"the proofs of {customer.CustomerId}", job.System.In("evidence", $"{customer.CustomerId}.json"), document.Json.Memory, cancellation), 0);
    }

    async Task<string> TamperedAsync(CancellationToken cancellation)
    {
        var whole = await File.ReadAllTextAsync(Export, cancellation);
        var digit = Quantity.Match(whole).Groups["last"];
        StepFailedException.Unless(digit.Success, "The export has no quantity to change");
        var changed = whole[..digit.Index] + (char)('0' + ((digit.Value[0] - '0' + 1) % 10)) + whole[(digit.Index + 1)..];
        var verification = await VerifyAsync(
            "the same with one digit changed", job.System.In("evidence", "timeslot-changed.json"), System.Text.Encoding.UTF8.GetBytes(changed), cancellation);
        Expect(verification, 1);
        return verification.Output.Split('\n').FirstOrDefault(line => line.StartsWith("BROKEN", StringComparison.Ordinal))
            ?? throw new StepFailedException($"lem verify does not name the record: {verification.Output}");
    }

    async Task<Verification> VerifyAsync(string document, string file, ReadOnlyMemory<byte> json, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllBytesAsync(file, json, cancellation);
        var (status, output, error) = await CommandLine.TryAsync(
            [Programs.PathOf("Backend.Verify", "lem-verify"), file, "--chain", job.System.Chain.Url, "--language", "en"], cancellation);
        var verification = new Verification(document, file, status, output + error);
        job.Facts.Verifications = [.. job.Facts.Verifications, verification];
        return verification;
    }

    static string Expect(Verification verification, int status)
    {
        StepFailedException.Unless(
            verification.ExitStatus == status, $"lem verify ended with {verification.ExitStatus} instead of {status} for {verification.Document}: {verification.Output}");
        return $"exit status {status}: {verification.Output.TrimEnd().Split('\n')[^1]}";
    }

    [GeneratedRegex("\"quantity_wh\"\\s*:\\s*[0-9]*(?<last>[0-9])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    static partial Regex Quantity { get; }
}
