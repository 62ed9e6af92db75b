using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;
using static LocalEnergyMarket.Contracts.Chain.Tests.DrivenChain;

namespace LocalEnergyMarket.Contracts.Chain.Tests;

/// <summary>Answers that depend on no transaction, against those of a real node.</summary>
public sealed class GoldenReadTests(HttpChain http) : IClassFixture<HttpChain>
{
    [Theory]
    [InlineData("get_info", "chain/get_info", "")]
    [InlineData("get_block-1", "chain/get_block", """{"block_num_or_id":"1"}""")]
    [InlineData("get_block_info", "chain/get_block_info", """{"block_num":2}""")]
    [InlineData("error-get_block-unknown", "chain/get_block", """{"block_num_or_id":99999999}""")]
    [InlineData("get_account-box1", "chain/get_account", """{"account_name":"box1"}""")]
    [InlineData("get_account-eosio", "chain/get_account", """{"account_name":"eosio"}""")]
    [InlineData("error-get_account-not-found", "chain/get_account", """{"account_name":"nosuchacct"}""")]
    [InlineData("error-get_account-bad-name", "chain/get_account", """{"account_name":"BAD NAME"}""")]
    [InlineData("error-missing-param", "chain/get_account", "{}")]
    [InlineData("error-unknown-endpoint", "chain/nosuch", "{}")]
    [InlineData("error-wrong-path", "../", "{}")]
    [InlineData("get_abi", "chain/get_abi", """{"account_name":"lem.market"}""")]
    [InlineData("error-get_abi-not-found", "chain/get_abi", """{"account_name":"nosuchacct"}""")]
    [InlineData("get_raw_abi", "chain/get_raw_abi", """{"account_name":"lem.market"}""")]
    [InlineData("get_raw_abi-none", "chain/get_raw_abi", """{"account_name":"box1"}""")]
    [InlineData("get_code_hash", "chain/get_code_hash", """{"account_name":"lem.market"}""")]
    [InlineData("get_table_rows-empty-scope", "chain/get_table_rows", """{"json":true,"code":"lem.market","scope":"nosuch","table":"events"}""")]
    [InlineData("get_table_rows-error-unknown-table", "chain/get_table_rows", """{"json":true,"code":"lem.market","scope":"lem.market","table":"nosuch"}""")]
    [InlineData("get_table_rows-error-account-not-found", "chain/get_table_rows", """{"json":true,"code":"nosuchacct","scope":"lem.market","table":"boxes"}""")]
    [InlineData("get_table_rows-error-bad-bound", "chain/get_table_rows", """{"json":true,"code":"lem.market","scope":"lem.market","table":"boxes","lower_bound":"xyz!"}""")]
    [InlineData("get_table_by_scope", "chain/get_table_by_scope", """{"code":"lem.market","limit":10}""")]
    [InlineData("error-trace_api-get_block-unknown", "trace_api/get_block", """{"block_num":99999999}""")]
    [InlineData("error-retry_trx-not-enabled", "chain/send_transaction2", """{"retry_trx":true,"transaction":{"signatures":[],"packed_trx":"00"}}""")]
    [InlineData("error-signature-text", "chain/send_transaction2", """{"transaction":{"signatures":["SIG_R1_nonsense"],"packed_trx":"00"}}""")]
    public async Task An_answer_has_the_status_error_and_fields_of_nodeos(string recording, string path, string body)
    {
        var (status, answer) = await http.PostAsync($"/v1/{path}", body);

        Recording.Load(recording).Matches(status, answer);
    }

    [Fact]
    public async Task Info_can_be_asked_for_with_GET()
    {
        var (status, answer) = await http.GetAsync("/v1/chain/get_info");

        Recording.Load("get_info-GET").Matches(status, answer);
        Assert.Equal("8a34ec7df1b8cd06ff4a8abbaa7cc50300823350cadc59ab296cb00d104d2b8f", answer!["chain_id"]!.GetValue<string>());
        Assert.Contains("development", answer["server_version_string"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Block_1_is_that_of_a_fresh_nodeos_to_the_last_bit()
    {
        var (_, answer) = await http.PostAsync("/v1/chain/get_block", """{"block_num_or_id":1}""");

        Assert.Equal(Recording.Load("get_block-1").Response.ToJsonString(), answer!.ToJsonString());
    }

    [Fact]
    public async Task The_client_finds_box_and_rows()
    {
        using var client = new HttpClient();
        var eos = new Eos(new() { HttpEndpoint = http.Address.ToString() }, client);

        var box = await eos.FindAccount(Box, TestContext.Current.CancellationToken);
        var rows = await eos.GetTableRows(new(Contract, "lem.market", Name.Parse("boxes")), TestContext.Current.CancellationToken);
        var code = await eos.GetRawAbi(Contract, TestContext.Current.CancellationToken);

        Assert.NotNull(box);
        Assert.Single(rows.Rows);
        Assert.Equal(Checksum256.Hash(MarketContract.Wasm()), code.CodeHash);
    }
}
