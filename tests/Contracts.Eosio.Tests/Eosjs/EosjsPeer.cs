using System.Diagnostics;
using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio.Tests.Eosjs;

/// <summary>eosjs in a node process that is kept for all of a class's tests.</summary>
public sealed class EosjsPeer : IDisposable
{
    readonly SemaphoreSlim _one = new(1);
    readonly Process _node;

    public EosjsPeer()
    {
        var script = Path.Combine(Root(), "tests", "Contracts.Eosio.Tests", "Eosjs", "peer.cjs");
        _node = Process.Start(new ProcessStartInfo("node", [script]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    /// <exception cref="InvalidOperationException">eosjs refused; the message is its own.</exception>
    public async Task<JsonNode?> Ask(string op, JsonObject question)
    {
        question["op"] = op;
        await _one.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            await _node.StandardInput.WriteLineAsync(question.ToJsonString());
            var line = await _node.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
                ?? throw new InvalidOperationException("node has ended. Are the npm packages there (npm ci)?");
            var answer = JsonNode.Parse(line)!.AsObject();
            return answer["error"] is { } error ? throw new InvalidOperationException($"eosjs: {error}") : answer["answer"];
        }
        finally
        {
            _one.Release();
        }
    }

    public async Task<string> Text(string op, JsonObject question) => (await Ask(op, question))!.GetValue<string>();

    public void Dispose()
    {
        _node.StandardInput.Close();
        _node.WaitForExit();
        _node.Dispose();
        _one.Dispose();
    }

    internal static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "package-lock.json")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not lie in the repository.");
        }

        return folder.FullName;
    }
}
