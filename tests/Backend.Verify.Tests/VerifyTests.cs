using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LocalEnergyMarket.Backend.Evidence.Tests;

namespace LocalEnergyMarket.Backend.Verify.Tests;

public sealed partial class VerifyTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lem-verify-");

    public static TheoryData<string> Tampered =>
    [
        .. new[] { "offer", "bid", "withdrawal", "trade", "unsold", "purchase", "slot-energy", "terms", "line", "supplier", "head" }.Select(type => new TheoryDataRow<string>(type)),
    ];

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_true_export_holds()
    {
        var (verdict, output, _) = await Verify(Export());
        Assert.Equal(Verdict.Holds, verdict);
        Assert.Contains("Everything holds.", output, StringComparison.Ordinal);
        Assert.Contains("holds   The result is the one that the market's rules give for the book.", output, StringComparison.Ordinal);
        Assert.Contains($"chain {TableNode.ChainId}", output, StringComparison.Ordinal);
        Assert.DoesNotContain("BROKEN", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_customers_true_proofs_hold()
    {
        var (verdict, output, _) = await Verify(Proofs());
        Assert.Equal(Verdict.Holds, verdict);
        Assert.Contains("the proofs of customer C-0003 2026-06-21T12:00Z of market lembg1", output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Tampered))]
    public async Task A_digit_changed_in_the_file_is_found_and_the_record_named(string type)
    {
        // The first number of the first record of this type, wherever its members stand.
        var export = Export();
        var start = export.LastIndexOf('{', export.IndexOf($"\"type\":\"{type}\"", StringComparison.Ordinal));
        var number = Number().Match(export, start);
        var digit = number.Groups["digit"].Index;
        var changed = $"{export[..digit]}{(export[digit] == '9' ? '8' : (char)(export[digit] + 1))}{export[(digit + 1)..]}";
        var (verdict, output, _) = await Verify(changed);
        Assert.Equal(Verdict.DoesNotHold, verdict);
        Assert.Matches($@"BROKEN  Record \d+ of the \w+ version \d \({type}[^)]*\) was changed", output);
        Assert.Contains("It does not hold", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("salt")]
    [InlineData("root")]
    [InlineData("path")]
    public async Task A_changed_hash_in_a_proof_is_found(string member)
    {
        var proofs = Proofs();
        var at = proofs.IndexOf($"\"{member}\":", StringComparison.Ordinal);
        at = HexDigits().Match(proofs, at).Index;
        var (verdict, output, _) = await Verify($"{proofs[..at]}{(proofs[at] == '0' ? '1' : '0')}{proofs[(at + 1)..]}");
        Assert.Equal(Verdict.DoesNotHold, verdict);
        Assert.Matches(@"BROKEN  Record \d+ of the readings version 1 \(", output);
    }

    [Fact]
    public async Task Without_anchors_on_the_chain_nothing_holds()
    {
        await using var empty = await TableNode.Start([]);
        var (verdict, output, _) = await Verify(Export(), empty);
        Assert.Equal(Verdict.DoesNotHold, verdict);
        Assert.Contains("is not anchored: the chain has no anchor for the book", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pruned_anchors_cannot_be_checked()
    {
        await using var pruned = await TableNode.Start([], prunedBefore: Day.Timeslot.Next.StartUnixSeconds);
        var (verdict, _, error) = await Verify(Export(), pruned);
        Assert.Equal(Verdict.NotChecked, verdict);
        Assert.Contains("were removed from the contract's table", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_fork_could_still_remove_is_said()
    {
        await using var young = await TableNode.Start(Day.Anchors, anchoredAfterIrreversible: TimeSpan.FromSeconds(1));
        var (verdict, output, _) = await Verify(Export(), young);
        Assert.Equal(Verdict.NotChecked, verdict);
        Assert.Contains("is not irreversible yet", output, StringComparison.Ordinal);
        Assert.Contains("It could not be checked.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chain_that_does_not_answer_is_no_verdict()
    {
        var node = await TableNode.Start(Day.Anchors);
        var url = node.Url;
        await node.DisposeAsync();
        var (verdict, _, error) = await Run(File("export.json", Export()), "--chain", url);
        Assert.Equal(Verdict.NotChecked, verdict);
        Assert.Contains("the chain does not answer", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--contract", "other", "Are --chain and --contract right?")]
    [InlineData("--contract", "NOT A NAME", "--contract")]
    [InlineData("--chain-id", "00", "the node is one of the chain")]
    [InlineData("--fast", "1", "--fast is not known")]
    public async Task A_wrong_option_is_no_verdict(string option, string value, string says)
    {
        await using var node = await TableNode.Start(Day.Anchors);
        var (verdict, _, error) = await Run(File("export.json", Export()), "--chain", node.Url, option, value);
        Assert.Equal(Verdict.NotChecked, verdict);
        Assert.Contains(says, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{}", "'format'")]
    [InlineData("{\"format\":\"other\"}", "'other' is not known")]
    [InlineData("{\"format\":\"lem-timeslot\",\"format_version\":2}", "version 2")]
    [InlineData("{\"format\":\"lem-timeslot\",\"format_version\":1,\"market\":\"m\",\"timeslot\":901,\"trees\":[]}", "901")]
    public async Task A_file_that_is_no_evidence_is_no_verdict(string content, string says)
    {
        var (verdict, _, error) = await Verify(content);
        Assert.Equal(Verdict.NotChecked, verdict);
        Assert.Contains(says, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_is_no_verdict()
    {
        var (verdict, _, error) = await Run(Path.Combine(_folder.FullName, "none.json"), "--chain", "http://127.0.0.1:1");
        Assert.Equal(Verdict.NotChecked, verdict);
        Assert.Contains("cannot be read", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_findings_come_as_JSON_too()
    {
        await using var node = await TableNode.Start(Day.Anchors);
        var (verdict, output, _) = await Run("verify", File("export.json", Export()), "--json", "--chain", node.Url);
        Assert.Equal(Verdict.Holds, verdict);
        var json = JsonNode.Parse(output)!;
        Assert.True(json["holds"]!.GetValue<bool>());
        Assert.NotEmpty(json["findings"]!.AsArray());
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public async Task The_program_exits_with_the_verdict(bool truth, int status)
    {
        await using var node = await TableNode.Start(truth ? Day.Anchors : []);
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "lem-verify")) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in new[] { File("export.json", Export()), "--chain", node.Url, "--language", "en" })
        {
            start.ArgumentList.Add(argument);
        }

        using var program = Process.Start(start)!;
        var output = await program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(status, program.ExitCode);
        Assert.Contains(truth ? "Everything holds." : "It does not hold", output, StringComparison.Ordinal);
    }

    static string Export() => Day.Export.ToJson().ToString();

    static string Proofs() => Day.Proofs("C-0003").ToJson().ToString();

    [GeneratedRegex("\":(?<digit>[0-9])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();

    [GeneratedRegex("[0-9a-f]{32,}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HexDigits();

    string File(string name, string content)
    {
        var path = Path.Combine(_folder.FullName, name);
        System.IO.File.WriteAllText(path, content);
        return path;
    }

    async Task<(Verdict Verdict, string Output, string Error)> Verify(string content, TableNode? node = null)
    {
        await using var own = node is null ? await TableNode.Start(Day.Anchors) : null;
        return await Run(File("document.json", content), "--chain", (node ?? own)!.Url);
    }

    static async Task<(Verdict Verdict, string Output, string Error)> Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var verdict = await VerifyCommand.Run(
            args.Contains("--language", StringComparer.Ordinal) ? args : [.. args, "--language", "en"], output, error, TestContext.Current.CancellationToken);
        return (verdict, output.ToString(), error.ToString());
    }
}
