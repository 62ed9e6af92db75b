using System.Globalization;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Tampering.Tests.Running;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Tampering.Tests;

/// <summary>True documents against several nodes, against none, and against a chain that has forgotten.</summary>
public sealed class NodesTests(TradedDay day) : IDisposable
{
    const string Row = "02";

    readonly ScratchFolder _folder = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Two_of_three_nodes_are_enough_if_one_says_so_and_the_third_is_named()
    {
        await using var liar = await LyingNode.StartAsync(day.Chain.Url, OtherRoot);
        await using var second = await LyingNode.StartAsync(day.Chain.Url, (_, _) => { });
        var (status, said) = await TradedDay.RunAsync(
            day.Export, "--chain", day.Chain.Url, "--chain", liar.Url, "--chain", second.Url, "--quorum", "2", "--language", "en");
        Assert.True(status == 0, said);
        Assert.Contains($"note    {liar.Url} says of the book of {TradedDay.ChainName}", said, StringComparison.Ordinal);
        Assert.Contains("Of 3 nodes, 2 say: the root", said, StringComparison.Ordinal);

        Assert.Equal(2, (await day.VerifyAsync(day.Export, day.Chain.Url, liar.Url, second.Url)).Status);
    }

    [Fact]
    public async Task A_node_that_is_away_is_no_verdict_unless_the_others_are_enough()
    {
        var gone = await LyingNode.StartAsync(day.Chain.Url, (_, _) => { });
        var away = gone.Url;
        await gone.DisposeAsync();
        var (status, said) = await day.VerifyAsync(day.Export, day.Chain.Url, away);
        Assert.Equal(2, status);
        Assert.Contains($"{away} gives no answer: the chain does not answer", said, StringComparison.Ordinal);
        (status, said) = await TradedDay.RunAsync(day.Export, "--chain", day.Chain.Url, "--chain", away, "--quorum", "1", "--language", "en");
        Assert.True(status == 0, said);
        Assert.Contains($"note    {away} gives no answer", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_node_said_is_enough_without_a_network()
    {
        var answers = _folder.In("answers.json");
        Assert.Equal(0, (await TradedDay.RunAsync(day.Export, "--chain", day.Chain.Url, "--save", answers)).Status);
        var (status, said) = await TradedDay.RunAsync(day.Export, "--anchors", answers, "--language", "de");
        Assert.True(status == 0, said);
        Assert.Contains("Alles stimmt.", said, StringComparison.Ordinal);
        Assert.Contains("stimmt  Das Ergebnis ist das, das die Marktregeln aus dem Orderbuch ergeben.", said, StringComparison.Ordinal);

        var changed = Json.Changed(day.Export, json => json.Content("book", 4).Raise("price", 1));
        Assert.Equal(1, (await TradedDay.RunAsync(changed, "--anchors", answers)).Status);

        // What was saved is no more to be believed than a node: its blocks are proofs, and its rows are held against them.
        await File.WriteAllTextAsync(answers, Json.Changed(await File.ReadAllTextAsync(answers, Cancellation), json =>
            json["nodes"]![0]!["anchors"]!.AsArray().Single(anchor => (string)anchor!["kind"]! == "result")!["root"] = new string('0', 64)), Cancellation);
        (status, said) = await TradedDay.RunAsync(day.Export, "--anchors", answers, "--language", "en");
        Assert.Equal(1, status);
        Assert.Contains("but the contract's table has 0000", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_contract_has_forgotten_is_proven_from_the_blocks()
    {
        await using var pruned = await LyingNode.StartAsync(day.Chain.Url, (endpoint, asked, answer) => Forget(endpoint, asked, answer));
        foreach (var document in new[] { day.Export, day.Proofs })
        {
            var (status, said) = await day.VerifyAsync(document, pruned.Url);
            Assert.True(status == 0, said);
            Assert.Contains("The contract's table does not have the timeslot any more", said, StringComparison.Ordinal);
        }

        var (broken, named) = await day.VerifyAsync(Json.Changed(day.Export, json => json.Content("book", 4).Raise("price", 1)), pruned.Url);
        Assert.Equal(1, broken);
        Assert.Contains("The document's book of", named, StringComparison.Ordinal);

        var (unknown, why) = await day.VerifyAsync(Json.Changed(day.Export, json => json.Remove("anchored")), pruned.Url);
        Assert.Equal(2, unknown);
        Assert.Contains("were removed from the contract's table", why, StringComparison.Ordinal);
    }

    void Forget(string endpoint, JsonObject asked, JsonObject answer)
    {
        if (endpoint != "get_table_rows")
        {
            return;
        }

        var marker = "00" + Convert.ToHexStringLower(BitConverter.GetBytes((uint)day.Timeslot.Next.StartUnixSeconds)) + new string('0', 84);
        answer["rows"] = asked["lower_bound"]!.ToString() == 0.ToString(CultureInfo.InvariantCulture) ? new JsonArray(marker) : new JsonArray();
    }

    static void OtherRoot(string endpoint, JsonObject answer)
    {
        if (endpoint == "get_table_rows")
        {
            answer["rows"] = new JsonArray([.. answer["rows"]!.AsArray()
                .Select(row => (string)row! is var text && text.StartsWith(Row, StringComparison.Ordinal) ? text[..14] + new string('0', 64) + text[78..] : text)
                .Select(row => (JsonNode)row)]);
        }
    }
}
