using System.Text;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Chain.Hosting;
using LocalEnergyMarket.Contracts.Chain.Tests.Golden;
using LocalEnergyMarket.Contracts.Eosio;
using static LocalEnergyMarket.Contracts.Chain.Tests.KeeperChain;

namespace LocalEnergyMarket.Contracts.Chain.Tests.Limits;

/// <summary>What an account may use once a bios contract has limited it; errors against those of a real node.</summary>
public sealed class AccountLimitTests : IDisposable
{
    const ulong Much = 5000;

    readonly KeeperChain _chain = new();

    public AccountLimitTests() => _chain.SetUp();

    public void Dispose() => _chain.Dispose();

    [Fact]
    public async Task Too_little_ram_net_or_cpu_is_answered_as_at_nodeos()
    {
        await using var application = ChainHost.Build(_chain.Chain, new("http://127.0.0.1:0"), _chain.Time);
        await application.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new(application.Urls.First()) };

        // Weights count only against another's.
        _chain.SetLimits(Bob, -1, 1, 1);
        await MatchesAsync("error-ram-usage-exceeded", 4096, -1, -1);
        await MatchesAsync("error-net-usage-exceeded", -1, 0, -1);
        await MatchesAsync("error-cpu-usage-exceeded", -1, -1, 0);
        _chain.SetLimits(Alice, -1, -1, -1);
        Expect(_chain.Put(Alice, 1, Much));

        async Task MatchesAsync(string recording, long ram, long net, long cpu)
        {
            _chain.SetLimits(Alice, ram, net, cpu);
            _chain.Finish();
            var packed = _chain.Sign(_chain.Prepare(Act(Keeper, "put", Alice, Alice.Value, 1, Much)));
            var body = new JsonObject { ["return_failure_trace"] = true, ["retry_trx"] = false, ["transaction"] = packed.ToJson() };
            using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            using var response = await client.PostAsync(new Uri("/v1/chain/send_transaction2", UriKind.Relative), content, TestContext.Current.CancellationToken);
            var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;

            var recorded = Recording.Load(recording);
            Assert.Equal(recorded.Status, (int)response.StatusCode);
            Assert.Equal(Shape(recorded.Response), Shape(answer));
        }
    }

    [Fact]
    public void Ram_over_the_quota_is_refused_and_changes_nothing()
    {
        var used = RamOf(Alice);
        _chain.SetLimits(Alice, used + 1000, -1, -1);

        ExpectFailure(_chain.Put(Alice, 1, Much), 3080001, $"account alice has insufficient ram; needs {used + Cost(Much)} bytes has {used + 1000} bytes");
        Assert.Equal(used, RamOf(Alice));
        Expect(_chain.Put(Alice, 1, 0));
        Assert.Equal(used + Cost(0), RamOf(Alice));
        Expect(_chain.Drop(1));
        Assert.Equal(used, RamOf(Alice));
    }

    [Fact]
    public void A_quota_below_what_is_used_cannot_be_set()
    {
        var used = RamOf(Alice);

        ExpectFailure(
            _chain.Push(Act(EosioAccount, "setalimits", EosioAccount, Alice.Value, (ulong)used - 1, ulong.MaxValue, ulong.MaxValue)),
            3080001,
            $"account alice has insufficient ram; needs {used} bytes has {used - 1} bytes");
    }

    [Fact]
    public void Growing_and_changing_payers_of_a_row_moves_what_is_charged()
    {
        var (alice, keeper) = (RamOf(Alice), RamOf(Keeper));
        Expect(_chain.Put(Alice, 1, 10));
        Expect(_chain.Push(Act(Keeper, "change", Alice, Alice.Value, 1, 30)));
        Assert.Equal(alice + Cost(30), RamOf(Alice));
        Expect(_chain.Push(Act(Keeper, "change", Keeper, Keeper.Value, 1, 5)));
        Assert.Equal(alice + Cost(30) - 112 - 30, RamOf(Alice));
        Assert.Equal(keeper + 112 + 5, RamOf(Keeper));
    }

    [Fact]
    public void Nobody_is_charged_who_has_not_authorized_it_or_is_only_notified_about()
    {
        ExpectFailure(
            _chain.Push(Act(Keeper, "put", Alice, Bob.Value, 1, 10)),
            3050010,
            "unprivileged contract cannot increase RAM usage of another account that has not authorized the action: bob");
        ExpectFailure(
            _chain.Push(Act(EosioAccount, "tell", Alice, Alice.Value, 1, 10, Keeper.Value)),
            3050010,
            "unprivileged contract cannot increase RAM usage of another account within a notify context: alice");
    }

    [Fact]
    public void Bandwidth_is_shared_by_weight_over_a_day_and_comes_back()
    {
        _chain.SetLimits(Alice, -1, 1, 1);
        _chain.SetLimits(Bob, -1, 199_999_999, 199_999_999);
        _chain.Finish();
        var most = _chain.Chain.Read(view => view.State.Resources.CpuOf(Alice, view.Head.Header.Timestamp).Max);
        Assert.InRange(most, 172, 200);

        // 100 µs each: the first fits, the second does not until what was used has faded.
        Expect(_chain.Put(Alice, 1, 0));
        _chain.Finish();
        Assert.Equal(3080004, _chain.Put(Alice, 2, 0).Failure?.Kind.Code);
        _chain.Time.Advance(TimeSpan.FromHours(25));
        _chain.Finish();
        Expect(_chain.Put(Alice, 2, 0));
    }

    [Fact]
    public void Limits_hold_in_a_transaction_at_once_and_are_told()
    {
        _chain.SetLimits(Alice, 123_456, 78, 90);

        var told = Expect(_chain.Push(Act(EosioAccount, "getalimits", EosioAccount, Alice.Value))).Actions[0].ReturnValue;

        Assert.Equal(new[] { 123_456L, 78, 90 }, Enumerable.Range(0, 3).Select(i => BitConverter.ToInt64(told.Span[(i * 8)..])));
    }

    [Fact]
    public void Weights_count_from_the_next_block_on()
    {
        _chain.SetLimits(Alice, -1, 30, 40);
        Assert.Equal((0ul, 0ul), Weights());
        _chain.Finish();
        Assert.Equal((30ul, 40ul), Weights());
        _chain.SetLimits(Alice, -1, -1, 5);
        _chain.Finish();
        Assert.Equal((0ul, 5ul), Weights());

        (ulong, ulong) Weights() => _chain.Chain.Read(view => (view.State.Resources.Chain.Value.NetWeight, view.State.Resources.Chain.Value.CpuWeight));
    }

    [Fact]
    public void Only_a_privileged_account_sets_limits()
    {
        ExpectFailure(
            _chain.Push(Act(Keeper, "setalimits", Keeper, Alice.Value, 1, 1, 1)), 3050007, "keeper does not have permission to call this API");
        Expect(_chain.Push(Act(EosioAccount, "setpriv", EosioAccount, Keeper.Value, 1)));
        Expect(_chain.Push(Act(Keeper, "setalimits", Keeper, Alice.Value, 10_000, 1, 1)));
    }

    /// <summary>Fields of the answer, and the failure without what depends on the accounts.</summary>
    static string Shape(JsonNode answer)
    {
        var processed = answer["processed"]!.AsObject();
        var except = processed["except"]!;
        var stack = Assert.Single(except["stack"]!.AsArray())!;
        return $"""
            {Fields(answer)} | {Fields(processed)} | {processed["receipt"]?.ToJsonString()} | {processed["error_code"]} | {except["code"]} {except["name"]} {except["message"]}
            {stack["format"]} | {Fields(stack["data"]!)} | {stack["context"]!["method"]} | {Fields(stack["context"]!)}
            """;

        static string Fields(JsonNode node) => string.Join(' ', node.AsObject().Select(f => f.Key));
    }

    static long Cost(ulong size) => 112 + 112 + (long)size + 128 + 144 + 160;

    long RamOf(Name account) => _chain.Chain.Read(view => view.State.Accounts.Get(account).RamUsage);
}
