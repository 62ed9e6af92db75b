using System.Net;
using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio.Tests;

public sealed class ClientReadTests
{
    static readonly Name Market = Name.Parse("lem.market");

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Info_tells_chain_head_and_last_irreversible_block()
    {
        var info = await RecordedNode.With("get_info").Client().GetInfo(Cancellation);
        Assert.Equal("8a34ec7df1b8cd06ff4a8abbaa7cc50300823350cadc59ab296cb00d104d2b8f", info.ChainId.ToString());
        Assert.Equal(95u, info.HeadBlockNum);
        Assert.Equal(BlockId.Number(info.LastIrreversibleBlockId), info.LastIrreversibleBlockNum);
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 8, 11, 47, TimeSpan.Zero), info.HeadBlockTime);
    }

    [Fact]
    public async Task Another_chain_than_configured_is_refused()
    {
        var eos = new Eos(new() { HttpEndpoint = "http://node.test", ChainId = new('0', 64) }, new(RecordedNode.With("get_info")));
        await Assert.ThrowsAsync<InvalidOperationException>(() => eos.GetInfo(Cancellation));
    }

    [Fact]
    public async Task A_block_can_be_checked_from_its_receipts_to_its_id()
    {
        var block = await RecordedNode.With("get_block-by-num-with-r1-transaction").Client().GetBlock(83, Cancellation);
        Assert.Equal(block.Id, block.Header.Id);
        Assert.Equal(83u, block.Number);
        Assert.Equal(2, block.Transactions.Count);
        Assert.Equal(block.Header.TransactionMroot, ChainMerkle.Root([.. block.Transactions.Select(receipt => receipt.Digest())]));
    }

    [Fact]
    public async Task An_account_has_its_permissions()
    {
        var box = await RecordedNode.With("get_account-box1").Client().GetAccount(Name.Parse("box1"), Cancellation);
        var active = Assert.Single(box.Permissions, permission => permission.Name == Name.Parse("active"));
        Assert.Equal("PUB_R1_8HWTDHX491WcC1E3AN1oS3VHcS6TS9iC9UedUztHSuauVd6Dvb", Assert.Single(active.RequiredAuth.Keys).Key.ToString());
        Assert.Equal(2724, box.RamUsage);
        var market = await RecordedNode.With("get_account-lem.market").Client().FindAccount(Market, Cancellation);
        Assert.NotEqual(DateTimeOffset.UnixEpoch, market!.LastCodeUpdate);
    }

    [Fact]
    public async Task An_unknown_account_is_null_with_every_version_of_nodeos()
    {
        var leap4 = RecordedNode.With("error-get_account-not-found");
        Assert.Null(await leap4.Client().FindAccount(Name.Parse("nosuchacct"), Cancellation));
        var leap5 = new RecordedNode((_, _) => new(
            HttpStatusCode.BadRequest,
            """{"code":400,"message":"Account lookup","error":{"code":0,"name":"exception","what":"unspecified","details":[{"message":"Account lookup failed: nosuchacct","file":"","line_number":1,"method":""}]}}"""));
        Assert.Null(await leap5.Client().FindAccount(Name.Parse("nosuchacct"), Cancellation));
        var error = await Assert.ThrowsAsync<EosioApiException>(() => RecordedNode.With("error-get_abi-not-found").Client().GetAbi(Name.Parse("nosuchacct"), Cancellation));
        Assert.True(error.IsNotFound);
    }

    [Fact]
    public async Task The_abi_read_as_json_packs_to_the_raw_abi()
    {
        var eos = RecordedNode.With("get_abi", "get_raw_abi").Client();
        var abi = (await eos.GetAbi(Market, Cancellation))!;
        var raw = await eos.GetRawAbi(Market, Cancellation);
        Assert.Equal(raw.AbiHash, Checksum256.Hash(raw.Abi.Span));
        Assert.Equal(raw.Abi.ToArray(), abi.Pack());
        Assert.True(JsonNode.DeepEquals(PackedAbi.Unpack(raw.Abi.Span).ToJson(), abi.ToJson()));
    }

    [Fact]
    public async Task An_account_without_a_contract_has_no_abi()
    {
        var eos = RecordedNode.With("get_abi-account-without-abi", "get_raw_abi-none").Client();
        Assert.Null(await eos.GetAbi(Name.Parse("box1"), Cancellation));
        var raw = await eos.GetRawAbi(Name.Parse("box1"), Cancellation);
        Assert.Equal(default, raw.CodeHash);
        Assert.True(raw.Abi.IsEmpty);
    }

    [Fact]
    public async Task Rows_pack_and_unpack_to_the_json_of_nodeos()
    {
        var table = Name.Parse("readings");
        var eos = RecordedNode.With("get_abi", "get_table_rows-int64-number-or-string").Client();
        var abi = (await eos.GetAbi(Market, Cancellation))!;
        var serializer = new AbiSerializer(abi);
        var rows = await eos.GetTableRows(new(Market, "lem.market", table) { Limit = 1000 }, Cancellation);
        Assert.Equal(8, rows.Rows.Count);
        Assert.False(rows.More);
        Assert.All(rows.Rows, row => Assert.Equal(
            row.ToJsonString(),
            serializer.UnpackRow(table, serializer.Pack(abi.Table(table)!.Type, row))!.ToJsonString()));

        var packed = await RecordedNode.With("get_table_rows-json-false").Client().GetTableRows(new(Market, "lem.market", table) { Json = false, Limit = 1 }, Cancellation);
        Assert.True(packed.More);
        Assert.Equal("1", packed.NextKey);
        Assert.Equal(rows.Rows[0].ToJsonString(), serializer.UnpackRow(table, Assert.Single(packed.Packed()))!.ToJsonString());
    }

    [Fact]
    public async Task Bools_in_rows_are_numbers_as_nodeos_writes_them()
    {
        var table = Name.Parse("boxes");
        var eos = RecordedNode.With("get_abi", "get_table_rows-boxes-by-name").Client();
        var abi = (await eos.GetAbi(Market, Cancellation))!;
        var row = Assert.Single((await eos.GetTableRows(new(Market, "lem.market", table), Cancellation)).Rows);
        var serializer = new AbiSerializer(abi);
        Assert.Equal(row.ToJsonString(), serializer.UnpackRow(table, serializer.Pack("box", row))!.ToJsonString());
    }

    [Fact]
    public async Task Traces_have_the_actions_and_their_data()
    {
        var eos = RecordedNode.With("trace_api-get_block", "trace_api-get_transaction_trace").Client();
        var block = await eos.GetTracedBlock(83, Cancellation);
        Assert.Equal(83u, block!.Number);
        Assert.True(block.IsIrreversible);
        var submit = Assert.Single(block.Transactions.SelectMany(t => t.Actions), action => action.Action == Name.Parse("submit"));
        Assert.Equal(Market, submit.Receiver);
        Assert.Equal("box1@active", Assert.Single(submit.Authorization).ToString());
        var trace = await eos.GetTracedTransaction(block.Transactions[^1].Id, Cancellation);
        Assert.Equal(submit.Data.ToArray(), Assert.Single(trace!.Actions).Data.ToArray());
        Assert.Null(await RecordedNode.With("error-trace_api-get_block-unknown").Client().GetTracedBlock(99_999_999, Cancellation));
    }

    [Theory]
    [InlineData("LOCALLY_APPLIED", TransactionState.LocallyApplied, null)]
    [InlineData("IN_BLOCK", TransactionState.InBlock, 500u)]
    [InlineData("IRREVERSIBLE", TransactionState.Irreversible, 500u)]
    public async Task The_status_of_a_transaction_is_read(string recording, TransactionState state, uint? block)
    {
        var status = await RecordedNode.With("get_transaction_status-" + recording).Client().GetTransactionStatus(default, Cancellation);
        Assert.Equal(state, status.State);
        Assert.Equal(block, status.BlockNumber);
    }

    [Fact]
    public async Task An_answer_that_is_not_of_a_node_is_refused()
    {
        var page = new RecordedNode((_, _) => new(HttpStatusCode.OK, "<html>"));
        await Assert.ThrowsAsync<EosioFormatException>(() => page.Client().GetInfo(Cancellation));
        var proxy = new RecordedNode((_, _) => new(HttpStatusCode.BadGateway, "<html>"));
        Assert.Equal(HttpStatusCode.BadGateway, (await Assert.ThrowsAsync<EosioApiException>(() => proxy.Client().GetInfo(Cancellation))).Status);
    }

    [Fact]
    public void A_configuration_that_cannot_work_is_refused()
    {
        Assert.Throws<EosioFormatException>(() => new Eos(new(), new()));
        Assert.Throws<EosioFormatException>(() => new Eos(new() { HttpEndpoint = "node:8888" }, new()));
        Assert.Throws<EosioFormatException>(() => new Eos(new() { HttpEndpoint = "http://node", ExpireSeconds = 3601 }, new()));
    }
}
