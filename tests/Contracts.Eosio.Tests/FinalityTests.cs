using System.Globalization;
using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio.Tests;

public sealed class FinalityTests
{
    readonly SimulatedNetwork _network = new();
    readonly PackedTransaction _sent;
    readonly Transaction _transaction;
    readonly Checksum256 _id;

    public FinalityTests()
    {
        var expiration = TimePointSec.From(_network.Clock.GetUtcNow().AddSeconds(30));
        _transaction = new Transaction { Expiration = expiration, RefBlockNum = (ushort)(_network.Head - 1), Actions = [new("lem.market", "report", new("box1"), new byte[] { 1 })] };
        _sent = new SignedTransaction(_transaction, []).Pack();
        _id = _transaction.Id;
    }

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_transaction_is_followed_until_it_is_irreversible()
    {
        var block = _network.Head + 4;
        _network.Node("node", (node, path, _) => path.EndsWith("get_transaction_status", StringComparison.Ordinal) ? Status(node, block) : null);
        var states = new List<TransactionState>();
        var end = await _network.Client().WaitForFinality(_transaction, new Told(states), Cancellation);
        Assert.True(end.IsIrreversible);
        Assert.Equal(block, end.BlockNum);
        Assert.Equal([TransactionState.LocallyApplied, TransactionState.InBlock], states);
    }

    [Fact]
    public async Task A_transaction_that_is_forked_out_and_comes_in_again_is_irreversible_in_the_end()
    {
        var first = _network.Head + 1;
        var again = _network.Head + 12;
        _network.Node("node", (node, path, body) => !path.EndsWith("get_transaction_status", StringComparison.Ordinal) ? Block(node, path, body, holds: null)
            : _network.HeadOf(node) >= again - 2 ? Status(node, again)
            : _network.HeadOf(node) >= first + 2 ? Status(node, null, "FORKED_OUT") : Status(node, first, "IN_BLOCK"));
        var states = new List<TransactionState>();
        var end = await _network.Client().WaitForFinality(_transaction, new Told(states), Cancellation);
        Assert.True(end.IsIrreversible);
        Assert.Equal(again, end.BlockNum);
        Assert.Contains(TransactionState.ForkedOut, states);
    }

    [Theory]
    [InlineData("FORKED_OUT", TransactionState.ForkedOut)]
    [InlineData("FAILED", TransactionState.Failed)]
    [InlineData("UNKNOWN", TransactionState.Failed)]
    public async Task What_is_in_no_block_when_it_expires_is_lost_and_not_before(string said, TransactionState expected)
    {
        _network.Node("node", (node, path, body) => path.EndsWith("get_transaction_status", StringComparison.Ordinal) ? Status(node, null, said) : Block(node, path, body, holds: null));
        var end = await _network.Client().WaitForFinality(_transaction, progress: null, Cancellation);
        Assert.Equal(new(expected, null, null, IsFinal: true), end);
        Assert.InRange(_network.Clock.GetUtcNow(), _transaction.Expiration.Time, _transaction.Expiration.Time.AddSeconds(10));
    }

    [Fact]
    public async Task Without_status_the_traces_tell()
    {
        var block = _network.Head + 4;
        _network.Node("node", (node, path, body) => path switch
        {
            "/v1/trace_api/get_transaction_trace" when _network.HeadOf(node) >= block => Trace(block),
            "/v1/trace_api/get_block" when body["block_num"]!.GetValue<uint>() is var number && number <= _network.HeadOf(node) => new JsonObject
            {
                ["id"] = SimulatedNetwork.IdOf(number),
                ["number"] = number,
                ["previous_id"] = SimulatedNetwork.IdOf(number - 1),
                ["status"] = number < _network.HeadOf(node) ? "irreversible" : "pending",
                ["timestamp"] = SimulatedNetwork.Text(SimulatedNetwork.TimeOf(number)),
                ["transactions"] = number == block ? new JsonArray(Trace(block)) : [],
            },
            _ => null,
        });
        var states = new List<TransactionState>();
        var end = await _network.Client().WaitForFinality(_transaction, new Told(states), Cancellation);
        Assert.True(end.IsIrreversible);
        Assert.Equal(block, end.BlockNum);
        Assert.Equal([TransactionState.Unknown, TransactionState.InBlock], states);
    }

    [Theory]
    [InlineData(4u, true)]
    [InlineData(null, false)]
    public async Task Without_status_and_traces_the_blocks_are_read_from_the_reference_on(uint? after, bool isIn)
    {
        var block = _network.Head + after;
        _network.Node("node", (node, path, body) => Block(node, path, body, block));

        // Asked late, when it has long been irreversible.
        _network.Clock.Advance(TimeSpan.FromSeconds(10));
        var end = await _network.Client().WaitForFinality(_transaction, progress: null, Cancellation);
        Assert.Equal(isIn ? new(TransactionState.Irreversible, block, Checksum256.Parse(SimulatedNetwork.IdOf(block!.Value)), IsFinal: true) : new(TransactionState.Failed, null, null, IsFinal: true), end);
    }

    [Fact]
    public async Task What_the_nodes_have_forgotten_is_unknown()
    {
        _network.Node("node");
        var end = await _network.Client().WaitForFinality(_transaction, progress: null, Cancellation);
        Assert.Equal(new(TransactionState.Unknown, null, null, IsFinal: true), end);
    }

    [Fact]
    public async Task A_sending_that_is_not_answered_is_repeated_with_the_same_bytes_and_a_duplicate_means_that_it_is_in()
    {
        var bodies = new List<string>();
        _network.Node("node", (node, path, body) =>
        {
            if (path != "/v1/chain/send_transaction2")
            {
                return null;
            }

            bodies.Add(body.ToJsonString());
            node.IsDown = bodies.Count < 3;
            return node.IsDown ? throw new HttpRequestException("connection lost") : SimulatedNetwork.Error(3040008, "tx_duplicate", "duplicate transaction");
        });
        var eos = _network.Client();
        var sending = eos.SendUntilKnown(_sent, Cancellation);
        while (!sending.IsCompleted)
        {
            _network.Nodes["node"].IsDown = false;
            await Task.Yield();
        }

        var sent = await sending;
        Assert.Equal(_id, sent.TransactionId);
        Assert.Null(sent.Processed);
        Assert.Equal(3, bodies.Count);
        Assert.Single(bodies.Distinct(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_transaction_that_expired_while_no_node_answered_is_looked_for_before_it_is_given_up(bool isIn)
    {
        var block = _network.Head + 1;
        _network.Node("node", (node, path, body) => path == "/v1/chain/send_transaction2"
            ? SimulatedNetwork.Error(3040005, "expired_tx_exception", "expired transaction")
            : Block(node, path, body, isIn ? block : null));
        _network.Clock.Advance(TimeSpan.FromMinutes(1));
        var sending = _network.Client().SendUntilKnown(_sent, Cancellation);
        if (isIn)
        {
            Assert.Equal(_id, (await sending).TransactionId);
        }
        else
        {
            Assert.True((await Assert.ThrowsAsync<EosioApiException>(() => sending)).IsExpired);
        }
    }

    [Theory]
    [InlineData(100_000u, 34_464, 100_000u)]
    [InlineData(100_000u, 34_465, 34_465u)]
    [InlineData(131_072u, 65_535, 131_071u)]
    [InlineData(131_072u, 0, 131_072u)]
    [InlineData(5u, 3, 3u)]
    public void A_reference_means_the_newest_block_with_its_low_bits(uint head, int reference, uint expected) =>
        Assert.Equal(expected, BlockId.NumberUpTo(head, (ushort)reference));

    JsonObject Trace(uint block) => new()
    {
        ["id"] = _id.ToString(),
        ["block_num"] = block,
        ["block_time"] = SimulatedNetwork.Text(SimulatedNetwork.TimeOf(block)),
        ["actions"] = new JsonArray(),
    };

    JsonObject? Block(SimulatedNode node, string path, JsonObject body, uint? holds)
    {
        if (path != "/v1/chain/get_block")
        {
            return null;
        }

        var number = uint.Parse(body["block_num_or_id"]!.GetValue<string>(), CultureInfo.InvariantCulture);
        if (number > _network.HeadOf(node))
        {
            return null;
        }

        return new()
        {
            ["id"] = SimulatedNetwork.IdOf(number),
            ["block_num"] = number,
            ["timestamp"] = SimulatedNetwork.Text(SimulatedNetwork.TimeOf(number)),
            ["producer"] = "eosio",
            ["confirmed"] = 0,
            ["previous"] = SimulatedNetwork.IdOf(number - 1),
            ["transaction_mroot"] = new string('0', 64),
            ["action_mroot"] = new string('0', 64),
            ["schedule_version"] = 0,
            ["producer_signature"] = Vectors.Signatures[0].Text("signature"),
            ["transactions"] = number == holds
                ? new JsonArray(new JsonObject { ["status"] = "executed", ["cpu_usage_us"] = 1, ["net_usage_words"] = 1, ["trx"] = _sent.ToJson() })
                : [],
        };
    }

    JsonObject Status(SimulatedNode node, uint? block, string? said = null)
    {
        var head = _network.HeadOf(node);
        var status = new JsonObject
        {
            ["state"] = said ?? (head < block ? "LOCALLY_APPLIED" : head == block ? "IN_BLOCK" : "IRREVERSIBLE"),
            ["head_number"] = head,
            ["irreversible_number"] = head - 1,
        };
        if (block is { } number && head >= number)
        {
            status["block_number"] = number;
            status["block_id"] = SimulatedNetwork.IdOf(number);
        }

        return status;
    }

    sealed class Told(List<TransactionState> states) : IProgress<TransactionFinality>
    {
        public void Report(TransactionFinality value) => states.Add(value.State);
    }
}
