using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Backend.Server.Tests.Api;

/// <summary>What docs/rpc.md shows at a shell is what happens there.</summary>
public sealed partial class DocumentedCommandTests(RunningSystem system) : IDisposable
{
    public static readonly string Root = RepositoryRoot();

    readonly ScratchFolder _folder = new();

    public static TheoryData<string, string, string> Commands
    {
        get
        {
            var shown = new TheoryData<string, string, string>();
            var sections = File.ReadAllText(Path.Combine(Root, "docs", "rpc.md")).Split("\n## ")
                .Where(section => section.StartsWith("JSON over HTTP", StringComparison.Ordinal) || section.StartsWith("OpenAPI", StringComparison.Ordinal) || section.StartsWith("Reflection", StringComparison.Ordinal));
            foreach (var example in sections.SelectMany(section => Example().Matches(section)))
            {
                shown.Add(example.Groups["command"].Value, example.Groups["kind"].Value, example.Groups["answer"].Value);
            }

            return shown;
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_command_answers_as_it_is_shown(string command, string kind, string answer)
    {
        await File.WriteAllTextAsync(_folder.In("ca.pem"), system.Files.Certificates.Authority.ExportCertificatePem(), TestContext.Current.CancellationToken);
        var here = command.Replace("https://localhost:8443", system.Address.ToString().TrimEnd('/'), StringComparison.Ordinal).Replace("ca.pem", _folder.In("ca.pem"), StringComparison.Ordinal);
        var (status, output, error) = await CommandLine.TryAsync(
            ["bash", "-euc", $"cd '{Root}'; {here}"],
            TestContext.Current.CancellationToken,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["LEM_TOKEN"] = Callers.TokenOf("Operator"), ["NO_PROXY"] = "*", ["HOME"] = _folder.Path,
                ["PATH"] = $"{Path.Combine(Root, "node_modules", ".bin")}:{Environment.GetEnvironmentVariable("PATH")}",
            });
        Assert.True(status == 0, $"{status}: {error} {output}");
        if (kind == "json")
        {
            AssertLike(JsonNode.Parse(answer)!, JsonNode.Parse(output), "");
        }
        else
        {
            Assert.Contains(answer.Trim(), output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void There_are_commands() => Assert.True(Commands.Count >= 7);

    public void Dispose() => _folder.Dispose();

    /// <summary>Every member that is shown is there; codes and types are as shown.</summary>
    static void AssertLike(JsonNode shown, JsonNode? actual, string where)
    {
        Assert.True(actual is not null && actual.GetValueKind() == shown.GetValueKind(), $"{where} is {actual?.ToJsonString() ?? "missing"}");
        switch (shown)
        {
            case JsonObject members:
                foreach (var (name, value) in members)
                {
                    AssertLike(value!, actual![name], $"{where}.{name}");
                }

                break;
            case JsonArray items:
                // Errors have more details than are shown.
                var same = actual!.AsArray().FirstOrDefault(item => items[0]!["type"] is not { } type || (string?)item!["type"] == (string)type!);
                AssertLike(items[0]!, same, $"{where}[0]");
                break;
            default:
                Assert.True(!ExactName().IsMatch(where) || shown.ToString() == actual!.ToString(), $"{where} is {actual}");
                break;
        }
    }

    static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "LocalEnergyMarket.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    [GeneratedRegex(@"```sh\n(?<command>.*?)\n```\n+```(?<kind>\w+)\n(?<answer>.*?)\n```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Example();

    [GeneratedRegex(@"\.(code|type|field|reason|part|kind)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ExactName();
}
