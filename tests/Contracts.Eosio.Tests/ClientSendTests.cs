using System.Net;
using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio.Tests;

public sealed class ClientSendTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static PackedTransaction Recorded => TransactionJson.ReadPackedTransaction(Vectors.Recording("send_transaction2-success-r1")["request"]!["body"]!["transaction"]);

    [Theory]
    [InlineData(KeyType.K1)]
    [InlineData(KeyType.R1)]
    public async Task A_created_transaction_refers_to_the_irreversible_block_and_is_signed(KeyType type)
    {
        using var key = PrivateKey.Generate(type);
        var node = new RecordedNode((request, body) => request.RequestUri!.AbsolutePath switch
        {
            "/v1/chain/get_info" => RecordedAnswer.Of("get_info"),
            "/v1/chain/get_required_keys" => new(HttpStatusCode.OK, new JsonObject { ["required_keys"] = body["available_keys"]!.DeepClone() }.ToJsonString()),
            _ => RecordedAnswer.Of("send_transaction2-success-r1"),
        });
        var action = new ContractAction("lem.market", "init", new("lem.market"), new byte[] { 1, 2 });
        var sent = await node.Client(new DefaultSignProvider(key)).CreateTransaction(new() { Actions = [action] }, Cancellation);
        Assert.NotNull(sent.Processed);

        var (path, body) = node.Asked[^1];
        Assert.Equal("/v1/chain/send_transaction2", path);
        Assert.False(body["return_failure_trace"]!.GetValue<bool>());
        var signed = TransactionJson.ReadPackedTransaction(body["transaction"]).Unpack();
        Assert.Equal(94, signed.Transaction.RefBlockNum);
        Assert.Equal("2026-11-22T08:12:47", signed.Transaction.Expiration.ToString());
        var chain = Checksum256.Parse("8a34ec7df1b8cd06ff4a8abbaa7cc50300823350cadc59ab296cb00d104d2b8f");
        Assert.Equal(key.PublicKey, Assert.Single(signed.RecoverKeys(chain)));
    }

    [Theory]
    [InlineData("2026-11-22T08:00:00", "2026-11-22T08:12:47")]
    [InlineData("2026-11-23T10:00:00", "2026-11-23T10:01:00")]
    public async Task A_transaction_expires_after_the_later_of_our_clock_and_the_heads(string now, string expiration)
    {
        var node = new RecordedNode((_, _) => RecordedAnswer.Of("get_info")) { Now = TimePointSec.Parse(now).Time };
        var prepared = await node.Client().Prepare(new(), Cancellation);
        Assert.Equal(expiration, prepared.Expiration.ToString());
    }

    [Theory]
    [InlineData("error-duplicate-no-failure-trace", 409, 3040008, "tx_duplicate")]
    [InlineData("error-expired-no-failure-trace", 500, 3040005, "expired_tx_exception")]
    [InlineData("error-tapos-no-failure-trace", 500, 3040007, "invalid_ref_block_exception")]
    [InlineData("error-wrong-signature-no-failure-trace", 500, 3090003, "unsatisfied_authorization")]
    [InlineData("error-assert-no-failure-trace", 500, 3050003, "eosio_assert_message_exception")]
    [InlineData("error-assert-code-no-failure-trace", 500, 3050004, "eosio_assert_code_exception")]
    [InlineData("error-missing-authority-no-failure-trace", 500, 3090004, "missing_auth_exception")]
    public async Task Errors_are_typed(string recording, int status, long code, string name)
    {
        var error = await Assert.ThrowsAsync<EosioApiException>(() => RecordedNode.With(recording).Client().SendTransaction(Recorded, Cancellation));
        Assert.Equal(status, (int)error.Status);
        Assert.Equal(code, error.Code);
        Assert.Equal(name, error.Name);
        Assert.Equal(Vectors.Recording(recording)["response"]!["error"]!["details"]![0].Text("message"), error.Details);
        Assert.Contains(error.Details, error.Message, StringComparison.Ordinal);
        Assert.Equal(code == 3040008, error.IsDuplicate);
        Assert.Equal(code == 3040005, error.IsExpired);
        Assert.False(error.IsNotFound);
    }

    [Theory]
    [InlineData("error-unknown-endpoint")]
    [InlineData("error-get_block-unknown")]
    public async Task What_is_not_there_is_told_apart(string recording)
    {
        var node = new RecordedNode((_, _) => RecordedAnswer.Of(recording));
        Assert.True((await Assert.ThrowsAsync<EosioApiException>(() => node.Client().GetBlock(99_999_999, Cancellation))).IsNotFound);
    }

    [Fact]
    public async Task Another_node_is_asked_when_one_is_silent()
    {
        var node = new RecordedNode((request, _) => request.RequestUri!.Host == "second.test"
            ? RecordedAnswer.Of("get_info")
            : throw new HttpRequestException("connection refused"));
        var eos = node.Client(null, "http://second.test");
        await eos.GetInfo(Cancellation);
        await eos.GetInfo(Cancellation);
        Assert.Equal(3, node.Asked.Count);
    }

    [Fact]
    public async Task A_duplicate_after_a_silent_node_means_that_it_is_in()
    {
        var node = new RecordedNode((request, _) => request.RequestUri!.AbsolutePath == "/v1/chain/get_info" ? RecordedAnswer.Of("get_info")
            : request.RequestUri.Host == "second.test" ? RecordedAnswer.Of("error-duplicate-no-failure-trace")
            : new(HttpStatusCode.GatewayTimeout, ""));
        var sent = await node.Client(null, "http://second.test").SendTransaction(Recorded, Cancellation);
        Assert.Equal(Recorded.Unpack().Transaction.Id, sent.TransactionId);
        Assert.Null(sent.Processed);
    }

    [Fact]
    public async Task A_cancelled_call_asks_no_other_node()
    {
        using var cancelled = new CancellationTokenSource();
        var node = new RecordedNode((_, _) =>
        {
            cancelled.Cancel();
            throw new OperationCanceledException(cancelled.Token);
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => node.Client(null, "http://second.test").GetInfo(cancelled.Token));
        Assert.Single(node.Asked);
    }

    [Fact]
    public void Recorded_native_actions_unpack_and_pack_again()
    {
        var setCode = Actions("error-setcode-same-no-failure-trace").First(a => a.Name == SetCode.Name);
        var reader = new PackedReader(setCode.Data.Span);
        var code = SetCode.Read(ref reader);
        reader.End();
        Assert.Equal([0x00, 0x61, 0x73, 0x6d], code.Code[..4].ToArray());
        Assert.Equal(setCode.ToJson().ToJsonString(), code.By([.. setCode.Authorization]).ToJson().ToJsonString());

        var newAccount = Actions("error-newaccount-exists-no-failure-trace").First(a => a.Name == NewAccount.Name);
        reader = new(newAccount.Data.Span);
        var account = NewAccount.Read(ref reader);
        reader.End();
        Assert.Equal("box1", account.Account.ToString());
        Assert.Equal(newAccount.ToJson().ToJsonString(), account.By([.. newAccount.Authorization]).ToJson().ToJsonString());
    }

    static IReadOnlyList<ContractAction> Actions(string recording) =>
        TransactionJson.ReadPackedTransaction(Vectors.Recording(recording)["request"]!["body"]!["transaction"]).Unpack().Transaction.Actions;
}
