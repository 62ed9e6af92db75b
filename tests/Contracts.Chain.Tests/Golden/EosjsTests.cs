using System.Diagnostics;
using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Chain.Tests.Golden;

/// <summary>eosjs, another's client, calls all it knows.</summary>
public sealed class EosjsTests(HttpChain http) : IClassFixture<HttpChain>
{
    /// <summary>What Leap does not offer either, or answers with an error to a chain like this.</summary>
    static readonly Dictionary<string, string> Refused = new(StringComparer.Ordinal)
    {
        ["abi_bin_to_json"] = "404 exception",
        ["abi_json_to_bin"] = "404 exception",
        ["db_size_get"] = "404 exception",
        ["get_block_header_state"] = "400 unknown_block_exception",
        ["get_currency_balance"] = "500 contract_table_query_exception",
        ["get_currency_stats"] = "500 contract_table_query_exception",
        ["get_kv_table_rows"] = "404 exception",
        ["history_get_actions"] = "404 exception",
        ["history_get_controlled_accounts"] = "404 exception",
        ["history_get_key_accounts"] = "404 exception",
        ["history_get_transaction"] = "404 exception",
        ["push_ro_transaction"] = "404 exception",
    };

    [Fact]
    public async Task Every_method_of_eosjs_has_its_answer()
    {
        // eosjs counts the expiration from the last irreversible block, and block 1 is of 2018.
        http.Driven.Chain.FinishBlock();
        http.Driven.Chain.FinishBlock();

        var results = await RunAsync();

        Assert.True(results.Count >= 34, results.ToJsonString());
        Assert.All(results, result => Assert.Equal((result.Key, Refused.GetValueOrDefault(result.Key, "ok")), (result.Key, result.Value!.GetValue<string>())));
        foreach (var made in new[] { "eosjs2", "eosjs3", "eosjs4", "eosjs5" })
        {
            var (status, _) = await http.PostAsync("/v1/chain/get_account", $$"""{"account_name":"{{made}}"}""");
            Assert.Equal(200, status);
        }
    }

    async Task<JsonObject> RunAsync()
    {
        var key = http.Driven.SystemKey;
        var script = Path.Combine(Root(), "tests", "Contracts.Chain.Tests", "Golden", "eosjs.cjs");
        using var node = Process.Start(new ProcessStartInfo("node", [script, http.Address.ToString().TrimEnd('/'), key.Export(), key.PublicKey.ToString()])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(node.ExitCode == 0, await errors);
        return JsonNode.Parse(output)!.AsObject();
    }

    static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "package-lock.json")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not lie in the repository.");
        }

        return folder.FullName;
    }
}
