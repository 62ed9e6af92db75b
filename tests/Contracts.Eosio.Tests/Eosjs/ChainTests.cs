using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Chain.Blocks;

namespace LocalEnergyMarket.Contracts.Eosio.Tests.Eosjs;

/// <summary>eosjs and our client on the same running chain: each reads what the other sent.</summary>
public sealed class ChainTests(EosjsPeer eosjs, RunningChain chain) : IClassFixture<EosjsPeer>, IClassFixture<RunningChain>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("alice", false)]
    [InlineData("alice.zlib", true)]
    public async Task Eosjs_transacts_with_both_kinds_of_keys_and_we_follow_it_to_its_end(string account, bool compression)
    {
        using var boxKey = PrivateKey.Generate(KeyType.R1);
        var created = await Transact(ChainSettings.WellKnownDevelopmentKey, "eosio", "newaccount", compression, new()
        {
            ["creator"] = "eosio",
            ["name"] = account,
            ["owner"] = Authority(boxKey.PublicKey),
            ["active"] = Authority(boxKey.PublicKey),
        });
        var eos = new Eos(new() { HttpEndpoint = chain.Url }, new());
        var end = await eos.WaitForFinality(Checksum256.Parse(created.Text("transaction_id")), TimePointSec.From(DateTimeOffset.UtcNow.AddMinutes(1)), cancellation: Cancellation);
        Assert.True(end.IsIrreversible);
        var read = await eos.GetAccount(Name.Parse(account), Cancellation);
        Assert.Equal(boxKey.PublicKey, Assert.Single(read.Permissions.Single(p => p.Name == Name.Parse("active")).RequiredAuth.Keys).Key);

        // Signed by an R1 key, as a box does.
        var linked = await Transact(boxKey.Export(), account, "linkauth", compression, new() { ["account"] = account, ["code"] = "eosio", ["type"] = "newaccount", ["requirement"] = "active" });
        end = await eos.WaitForFinality(Checksum256.Parse(linked.Text("transaction_id")), TimePointSec.From(DateTimeOffset.UtcNow.AddMinutes(1)), cancellation: Cancellation);
        Assert.Equal(linked["processed"]!["block_num"]!.GetValue<uint>(), end.BlockNum);
        var block = await eos.GetBlock(end.BlockNum!.Value, Cancellation);
        var receipt = Assert.Single(block.Transactions, r => r.Transaction.Unpack().Transaction.Id.ToString() == linked.Text("transaction_id"));
        Assert.Equal(compression ? TransactionCompression.Zlib : TransactionCompression.None, receipt.Transaction.Compression);
        var info = await eos.GetInfo(Cancellation);
        Assert.Equal([boxKey.PublicKey], receipt.Transaction.Unpack().RecoverKeys(info.ChainId));
    }

    [Fact]
    public async Task Eosjs_reads_what_we_sent()
    {
        using var key = PrivateKey.Parse(ChainSettings.WellKnownDevelopmentKey);
        var eos = new Eos(new() { HttpEndpoint = chain.Url, SignProvider = new DefaultSignProvider(key) }, new());
        var action = await eos.CreateAction(Name.Parse("eosio"), NewAccount.Name, [new("eosio")], new JsonObject
        {
            ["creator"] = "eosio",
            ["name"] = "bob",
            ["owner"] = Authority(key.PublicKey),
            ["active"] = Authority(key.PublicKey),
        }, Cancellation);
        var signed = await eos.Sign(new() { Actions = [action] }, Cancellation);
        var sent = await eos.SendUntilKnown(signed.Pack(), Cancellation);
        Assert.True((await eos.WaitForFinality(signed.Transaction, cancellation: Cancellation)).IsIrreversible);

        // Again with the same bytes: it is in, and that is told as a success.
        Assert.Equal(sent.TransactionId, (await eos.SendUntilKnown(signed.Pack(), Cancellation)).TransactionId);

        var account = await Rpc("get_account", "bob");
        Assert.Equal("bob", account.Text("account_name"));
        var block = await Rpc("get_block", sent.BlockNum!.Value);
        Assert.Contains(block["transactions"]!.AsArray(), receipt => receipt!["trx"].Text("id") == sent.TransactionId.ToString());
        Assert.Equal((await eos.GetInfo(Cancellation)).ChainId.ToString(), (await Rpc("get_info")).Text("chain_id"));
        Assert.Contains((await Rpc("get_abi", "eosio"))["abi"]!["actions"]!.AsArray(), a => a.Text("name") == "newaccount");
        Assert.Equal((await eos.GetCodeHash(Name.Parse("bob"), Cancellation)).ToString(), (await Rpc("get_code_hash", "bob")).Text("code_hash"));
        Assert.Equal(sent.BlockNum, (await Rpc("get_block_info", sent.BlockNum.Value))["block_num"]!.GetValue<uint>());
    }

    [Fact]
    public async Task Eosjs_is_told_why_a_transaction_is_refused()
    {
        using var stranger = PrivateKey.Generate(KeyType.R1);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => Transact(stranger.Export(), "eosio", "linkauth", compression: false, new()
        {
            ["account"] = "eosio",
            ["code"] = "eosio",
            ["type"] = "newaccount",
            ["requirement"] = "active",
        }));
        Assert.Contains("unsatisfied_authorization", refused.Message, StringComparison.Ordinal);
    }

    static JsonObject Authority(PublicKey key) => new()
    {
        ["threshold"] = 1,
        ["keys"] = new JsonArray(new JsonObject { ["key"] = key.ToString(), ["weight"] = 1 }),
        ["accounts"] = new JsonArray(),
        ["waits"] = new JsonArray(),
    };

    async Task<JsonNode> Transact(string key, string actor, string action, bool compression, JsonObject data) => (await eosjs.Ask("transact", new()
    {
        ["url"] = chain.Url,
        ["keys"] = new JsonArray(key),
        ["compression"] = compression,
        ["actions"] = new JsonArray(new JsonObject
        {
            ["account"] = "eosio",
            ["name"] = action,
            ["authorization"] = new JsonArray(new JsonObject { ["actor"] = actor, ["permission"] = "active" }),
            ["data"] = data,
        }),
    }))!;

    async Task<JsonNode> Rpc(string method, params JsonNode[] args) => (await eosjs.Ask("rpc", new() { ["url"] = chain.Url, ["method"] = method, ["args"] = new JsonArray(args) }))!;
}
