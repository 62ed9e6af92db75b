using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using LocalEnergyMarket.Backend.Evidence.Documents;
using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Backend.Evidence.Tests;

/// <summary>The format by itself: a program in another language that was written from docs/evidence.md, and the worked example there.</summary>
public sealed partial class IndependentTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lem-evidence-");

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static SlotEvidence Slot { get; } = Day.Slot;

    /// <summary>One trade and one unsold rest, of the worked example.</summary>
    static EvidenceTree Example { get; } = Slot.Result(new(
        [new(Id(1), Id(2), "C-0001", "C-0002", new(800), new(15_000))],
        [new(Id(1), "C-0001", new(1_200), new(12_000))]));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_program_in_Python_computes_the_same_roots()
    {
        var (status, output, error) = await PythonAsync(Day.Export.ToJson().ToString());
        Assert.Equal((0, ""), (status, error.Trim()));
        Assert.Equal(
            Day.Trees.Select(tree => $"{tree.Anchor.KindName} {tree.Anchor.Version} {tree.Leaves.Count} {tree.Root}").Order(StringComparer.Ordinal),
            output.TrimEnd().Split('\n').Order(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var customer in new[] { "C-0001", "C-0002", "C-0003", "C-0004" })
        {
            var proofs = Day.Proofs(customer);
            (status, output, error) = await PythonAsync(proofs.ToJson().ToString());
            Assert.Equal((0, ""), (status, error.Trim()));
            Assert.Equal(
                proofs.Proofs.Select(proof => $"{proof.Anchor.KindName} {proof.Anchor.Version} {proof.Index} {proof.LeafCount} {proof.Root}"), output.TrimEnd().Split('\n'), StringComparer.Ordinal);
        }
    }

    [Fact]
    public async Task It_finds_a_changed_leaf_too()
    {
        var (status, _, error) = await PythonAsync(Day.Export.ToJson().ToString().Replace("\"price\":6500", "\"price\":6501", StringComparison.Ordinal));
        Assert.Equal(1, status);
        Assert.Contains("book 1: leaf 5 has the hash", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_worked_example_is_what_the_program_makes()
    {
        var documentation = await File.ReadAllTextAsync(Path.Combine(Repository(), "docs", "evidence.md"), Cancellation);
        var section = documentation[documentation.IndexOf("## A worked example", StringComparison.Ordinal)..];
        foreach (var (what, value) in Values())
        {
            Assert.True(section.Contains($"| {what} | `{value}` |", StringComparison.Ordinal), $"docs/evidence.md lacks the line: | {what} | `{value}` |");
        }

        var document = CustomerProofs.From(Slot, "C-0002", [Example]).ToJson();
        var stated = Block().Match(section).Groups["json"].Value;
        Assert.True(stated.Length > 0 && CanonicalJson.Parse(Encoding.UTF8.GetBytes(stated)).Equals(document), $"docs/evidence.md lacks the document: {document}");
        Assert.Equal(0, (await PythonAsync(stated)).Status);
    }

    /// <summary>Every value on the way from the secret to the root.</summary>
    static IEnumerable<(string What, string Value)> Values()
    {
        var buyer = Slot.Secret.Customer("C-0002");
        yield return ("key of `C-0002`", Convert.ToHexStringLower(buyer.Key.Span));
        yield return ("pseudonym of `C-0002`", buyer.Name);
        yield return ("pseudonym of `C-0001`", Slot.Secret.Customer("C-0001").Name);
        foreach (var (leaf, index) in Example.Leaves.Select((leaf, index) => (leaf, index)))
        {
            yield return ($"salt of leaf {index}", Convert.ToHexStringLower(leaf.Salt.Span));
            yield return ($"content of leaf {index}", leaf.Content.ToString());
            yield return ($"hash of leaf {index}", leaf.Hash.ToString());
        }

        yield return ("node over leaves 0 and 1", MerkleTree.HashNode(Example.Leaves[0].Hash, Example.Leaves[1].Hash).ToString());
        yield return ("root", Example.Root.ToString());
    }

    static Guid Id(byte number) => new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, number);

    async Task<(int Status, string Output, string Error)> PythonAsync(string document)
    {
        var path = Path.Combine(_folder.FullName, "document.json");
        await File.WriteAllTextAsync(path, document, Cancellation);
        var start = new ProcessStartInfo("/usr/bin/python3") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(Repository(), "tests", "Backend.Evidence.Tests", "Independent", "evidence.py"));
        start.ArgumentList.Add(path);
        using var python = Process.Start(start)!;
        var (output, error) = (python.StandardOutput.ReadToEndAsync(Cancellation), python.StandardError.ReadToEndAsync(Cancellation));
        await python.WaitForExitAsync(Cancellation);
        return (python.ExitCode, await output, await error);
    }

    static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "LocalEnergyMarket.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    [GeneratedRegex("```json\n(?<json>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Block();
}
