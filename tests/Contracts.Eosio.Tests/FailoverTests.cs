using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio.Tests;

public sealed class FailoverTests
{
    static readonly TableRowsRequest Rows = new(Name.Parse("lem.market"), "lem.market", Name.Parse("config"));

    readonly SimulatedNetwork _network = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_node_is_asked_while_it_is_well()
    {
        var eos = Network("first", "second");
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("first", await WhoAnswers(eos));
        }

        Assert.DoesNotContain(_network.Asked, asked => asked.Node == "second");

        // One look at its head in ten seconds, beside what is asked of it.
        Assert.Equal(6, _network.Asked.Count);
        Assert.All(eos.Nodes, node => Assert.Empty(node.Problem));
    }

    [Fact]
    public async Task A_node_that_is_down_rests_longer_each_time_and_comes_back()
    {
        var eos = Network("first", "second");
        _network.Nodes["first"].IsDown = true;
        var tries = 0;
        for (var second = 0; second < 100; second++)
        {
            Assert.Equal("second", await WhoAnswers(eos));
            _network.Clock.Advance(TimeSpan.FromSeconds(1));
            tries = _network.Asked.Count(asked => asked.Node == "first");
        }

        Assert.InRange(tries, 5, 8);
        Assert.NotNull(eos.Nodes[0].RestingUntil);
        Assert.Contains("refused", eos.Nodes[0].Problem, StringComparison.Ordinal);

        _network.Nodes["first"].IsDown = false;
        _network.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("first", await WhoAnswers(eos));
        Assert.Null(eos.Nodes[0].RestingUntil);
    }

    [Fact]
    public async Task What_was_seen_does_not_vanish_because_another_node_is_behind()
    {
        var eos = Network("first", "second", "third");
        _network.Nodes["second"].Lag = 3;
        var seen = (await eos.GetInfo(Cancellation)).HeadBlockNum;
        _network.Nodes["first"].IsDown = true;
        Assert.Equal("third", await WhoAnswers(eos));

        _network.Nodes["third"].IsDown = true;
        var behind = await Assert.ThrowsAsync<HttpRequestException>(() => eos.GetInfo(Cancellation));
        Assert.Contains($"seen were {seen}", eos.Nodes[1].Problem, StringComparison.Ordinal);
        Assert.NotNull(behind.Message);

        // It gets there, and is asked then.
        _network.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.InRange((await eos.GetInfo(Cancellation)).HeadBlockNum, seen, uint.MaxValue);
    }

    [Fact]
    public async Task A_transaction_that_a_node_took_is_there_with_the_next_one()
    {
        var eos = Network("first", "second");
        var head = _network.Head;
        _network.Nodes["first"].Answer = (_, _, _) => new JsonObject { ["transaction_id"] = new string('7', 64), ["processed"] = new JsonObject { ["block_num"] = head + 1 } };
        var sent = await eos.SendTransaction(new SignedTransaction(new(), []).Pack(), Cancellation);
        Assert.Equal(head + 1, sent.BlockNum);

        _network.Nodes["first"].IsDown = true;
        await Assert.ThrowsAsync<HttpRequestException>(() => WhoAnswers(eos));
        _network.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("second", await WhoAnswers(eos));
    }

    [Fact]
    public async Task A_node_that_stands_still_is_left_for_one_that_goes_on()
    {
        var eos = Network("first", "second");
        Assert.Equal("first", await WhoAnswers(eos));
        _network.Nodes["first"].StandsAt = _network.Head;
        _network.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("second", await WhoAnswers(eos));
        Assert.Contains("stands still", eos.Nodes[0].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chain_that_stands_still_as_a_whole_can_be_read()
    {
        var eos = Network("first", "second");
        foreach (var node in _network.Nodes.Values)
        {
            node.StandsAt = _network.Head;
        }

        _network.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("first", await WhoAnswers(eos));
    }

    [Fact]
    public async Task A_node_of_another_chain_is_never_read()
    {
        var eos = Network("first", "second");
        await WhoAnswers(eos);
        _network.Nodes["first"].IsDown = true;
        _network.Nodes["second"].IsOfAnotherChain = true;
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => WhoAnswers(eos));
        Assert.Contains("http://second/ is a node of the chain 6666", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_network.Asked, asked => asked is { Node: "second", Path: not "/v1/chain/get_info" });
    }

    [Fact]
    public async Task With_a_configured_chain_even_a_single_node_is_checked_before_it_is_used()
    {
        var node = _network.Node("only", Answer("only"));
        var eos = _network.Client(chain: new('6', 64));
        await Assert.ThrowsAsync<InvalidOperationException>(() => WhoAnswers(eos));
        node.IsOfAnotherChain = true;
        Assert.Equal("only", await WhoAnswers(eos));
    }

    [Fact]
    public async Task A_single_node_is_asked_whenever_there_is_something_to_ask_and_is_well_again_with_its_first_answer()
    {
        var eos = Network("only");
        _network.Nodes["only"].IsDown = true;
        await Assert.ThrowsAsync<HttpRequestException>(() => WhoAnswers(eos));
        Assert.Contains("refused", eos.Nodes[0].Problem, StringComparison.Ordinal);
        _network.Nodes["only"].IsDown = false;
        Assert.Equal("only", await WhoAnswers(eos));
        Assert.Equal(new NodeHealth(new("http://only/"), 0, 0, null, ""), eos.Nodes[0]);
        Assert.DoesNotContain(_network.Asked, asked => asked.Path == "/v1/chain/get_info");
    }

    [Fact]
    public async Task A_node_whose_chain_refuses_is_not_left()
    {
        var eos = Network("first", "second");
        _network.Nodes["first"].Answer = (_, _, _) => SimulatedNetwork.Error(3050003, "eosio_assert_message_exception", "assertion failure");
        await Assert.ThrowsAsync<EosioApiException>(() => WhoAnswers(eos));
        Assert.DoesNotContain(_network.Asked, asked => asked.Node == "second");
    }

    Eos Network(params string[] names)
    {
        foreach (var name in names)
        {
            _network.Node(name, Answer(name));
        }

        return _network.Client();
    }

    static Func<SimulatedNode, string, JsonObject, JsonNode?> Answer(string name) => (_, _, _) => new JsonObject { ["rows"] = new JsonArray(name), ["more"] = false };

    static async Task<string> WhoAnswers(Eos eos) => (await eos.GetTableRows(Rows, Cancellation)).Rows[0].GetValue<string>();
}
