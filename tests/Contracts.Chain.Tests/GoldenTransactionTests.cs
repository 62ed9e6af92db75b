using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;
using static LocalEnergyMarket.Contracts.Chain.Tests.DrivenChain;

namespace LocalEnergyMarket.Contracts.Chain.Tests;

/// <summary>What becomes of transactions, against what became of the like at a real node.</summary>
public sealed class GoldenTransactionTests(HttpChain http) : IClassFixture<HttpChain>
{
    static readonly PermissionLevel ByTrigger = new("trigger");
    static ulong _event = 100;

    DrivenChain Chain => http.Driven;

    [Theory]
    [InlineData("error-assert")]
    [InlineData("error-missing-authority")]
    [InlineData("error-wrong-signature")]
    [InlineData("error-wrong-chain-id")]
    [InlineData("error-no-signature")]
    [InlineData("error-irrelevant-signature")]
    [InlineData("error-tapos")]
    [InlineData("error-expired")]
    [InlineData("error-account-not-found")]
    [InlineData("error-actor-not-found")]
    [InlineData("error-unknown-action")]
    [InlineData("error-bad-action-data")]
    [InlineData("error-setcode-same")]
    [InlineData("error-setcode-invalid")]
    [InlineData("error-newaccount-exists")]
    [InlineData("error-r1-high-s")]
    [InlineData("send_transaction2-success-r1")]
    public async Task A_transaction_ends_as_at_nodeos(string recording)
    {
        var packed = Make(recording);

        var (status, answer) = await Send2Async(packed, returnFailure: true);

        Recording.Load(recording).Matches(status, answer);
    }

    [Theory]
    [InlineData("error-assert-no-failure-trace", "error-assert")]
    [InlineData("error-missing-authority-no-failure-trace", "error-missing-authority")]
    [InlineData("error-wrong-signature-no-failure-trace", "error-wrong-signature")]
    [InlineData("error-irrelevant-signature-no-failure-trace", "error-irrelevant-signature")]
    [InlineData("error-tapos-no-failure-trace", "error-tapos")]
    [InlineData("error-newaccount-exists-no-failure-trace", "error-newaccount-exists")]
    public async Task Without_a_failure_trace_it_ends_in_an_error(string recording, string kind)
    {
        var (status, answer) = await Send2Async(Make(kind), returnFailure: false);

        Recording.Load(recording).Matches(status, answer);
    }

    [Theory]
    [InlineData("push_transaction-error-assert", "error-assert")]
    [InlineData("push_transaction-error-wrong-signature", "error-wrong-signature")]
    [InlineData("push_transaction-success", "send_transaction2-success-r1")]
    public async Task Pushed_the_old_way_it_ends_as_at_nodeos(string recording, string kind)
    {
        var (status, answer) = await http.PostAsync("/v1/chain/push_transaction", Make(kind).ToJson().ToJsonString());

        Recording.Load(recording).Matches(status, answer);
    }

    [Fact]
    public async Task A_duplicate_is_a_conflict_whichever_way_it_comes()
    {
        var packed = Make("send_transaction2-success-r1");
        await Send2Async(packed, returnFailure: true);

        var (status, answer) = await Send2Async(packed, returnFailure: true);
        var (pushed, pushAnswer) = await http.PostAsync("/v1/chain/push_transaction", packed.ToJson().ToJsonString());

        Recording.Load("error-duplicate").Matches(status, answer);
        Recording.Load("push_transaction-error-duplicate").Matches(pushed, pushAnswer);
    }

    [Fact]
    public async Task A_transaction_is_applied_then_in_a_block_then_irreversible()
    {
        var packed = Make("send_transaction2-success-r1");
        var id = packed.Unpack().Transaction.Id;
        await Send2Async(packed, returnFailure: true);
        var body = $$"""{"id":"{{id}}"}""";

        var applied = await http.PostAsync("/v1/chain/get_transaction_status", body);
        Chain.Chain.FinishBlock();
        var inBlock = await http.PostAsync("/v1/chain/get_transaction_status", body);
        Chain.Chain.FinishBlock();
        var irreversible = await http.PostAsync("/v1/chain/get_transaction_status", body);
        var number = irreversible.Body!["block_number"]!.GetValue<uint>();
        var block = await http.PostAsync("/v1/chain/get_block", $$"""{"block_num_or_id":{{number}}}""");
        var traced = await http.PostAsync("/v1/trace_api/get_block", $$"""{"block_num":{{number}}}""");
        var trace = await http.PostAsync("/v1/trace_api/get_transaction_trace", body);

        Recording.Load("get_transaction_status-LOCALLY_APPLIED").Matches(applied.Status, applied.Body);
        Recording.Load("get_transaction_status-IN_BLOCK").Matches(inBlock.Status, inBlock.Body);
        Recording.Load("get_transaction_status").Matches(irreversible.Status, irreversible.Body);
        Recording.Load("get_block-by-num-with-r1-transaction").Matches(block.Status, block.Body);
        Recording.Load("trace_api-get_block").Matches(traced.Status, traced.Body);
        Recording.Load("trace_api-get_transaction_trace").Matches(trace.Status, trace.Body);
    }

    [Fact]
    public async Task Computing_answers_as_nodeos()
    {
        var packed = Make("send_transaction2-success-r1") with { Signatures = [] };
        var body = new JsonObject { ["transaction"] = packed.ToJson() };

        var (status, answer) = await http.PostAsync("/v1/chain/compute_transaction", body.ToJsonString());

        Recording.Load("compute_transaction").Matches(status, answer);
    }

    [Fact]
    public async Task Required_keys_are_those_of_the_actor()
    {
        var transaction = Chain.Prepare(Event()).ToJson();
        var right = new JsonObject { ["transaction"] = transaction.DeepClone(), ["available_keys"] = new JsonArray(Chain.OperatorKey.PublicKey.ToString(), Chain.BoxKey.PublicKey.ToString()) };
        var wrong = new JsonObject { ["transaction"] = transaction, ["available_keys"] = new JsonArray(Chain.BoxKey.PublicKey.ToString()) };

        var found = await http.PostAsync("/v1/chain/get_required_keys", right.ToJsonString());
        var refused = await http.PostAsync("/v1/chain/get_required_keys", wrong.ToJsonString());

        Recording.Load("get_required_keys").Matches(found.Status, found.Body);
        Assert.Equal(Chain.OperatorKey.PublicKey.ToString(), found.Body!["required_keys"]![0]!.ToString());
        Recording.Load("error-get_required_keys").Matches(refused.Status, refused.Body);
    }

    static ContractAction Event() => new SendData(Interlocked.Increment(ref _event), Box, 1).ToAction(Contract, ByTrigger);

    PackedTransaction Make(string kind)
    {
        var byOperator = Chain.OperatorKey;
        var code = Name.Parse("active");
        return kind switch
        {
            "error-assert" => Signed([new SendData(0, Box, 1).ToAction(Contract, ByTrigger)]),
            "error-missing-authority" => Signed([Event() with { Authorization = [new("operator")] }]),
            "error-wrong-signature" => Chain.Sign(Chain.Prepare(Event()), Chain.BoxKey),
            "error-wrong-chain-id" => OfOtherChain(),
            "error-no-signature" => Chain.Sign(Chain.Prepare(Event())),
            "error-irrelevant-signature" => Chain.Sign(Chain.Prepare(Event()), byOperator, Chain.SystemKey),
            "error-tapos" => Chain.Sign(Chain.Prepare(Event()) with { RefBlockPrefix = 1 }, byOperator),
            "error-expired" => Chain.Sign(Chain.Prepare(Event()) with { Expiration = TimePointSec.From(Chain.Time.GetUtcNow().AddSeconds(-30)) }, byOperator),
            "error-account-not-found" => Signed([Event() with { Account = Name.Parse("nosuchacct") }]),
            "error-actor-not-found" => Signed([Event() with { Authorization = [new("ghost")] }]),
            "error-unknown-action" => Signed([Event() with { Name = Name.Parse("nosuchaction") }]),
            "error-bad-action-data" => Signed([Event() with { Data = new byte[3] }]),
            "error-setcode-same" => Chain.Sign(Chain.Prepare(new SetCode(Contract, 0, 0, MarketContract.Wasm()).By(new PermissionLevel(Contract, code))), Chain.SystemKey),
            "error-setcode-invalid" => Chain.Sign(
                Chain.Prepare(new SetCode(Contract, 0, 0, MarketContract.Wasm().AsMemory(0, 100)).By(new PermissionLevel(Contract, code))), Chain.SystemKey),
            "error-newaccount-exists" => Chain.Sign(Chain.Prepare(NewAccount(Box, Chain.BoxKey.PublicKey)), Chain.SystemKey),
            "error-r1-high-s" => WithHighS(),
            "send_transaction2-success-r1" => Signed([Event()]),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, message: null),
        };

        PackedTransaction Signed(IReadOnlyList<ContractAction> actions) => Chain.Sign(Chain.Prepare(actions), byOperator);
    }

    PackedTransaction OfOtherChain()
    {
        var transaction = Chain.Prepare(Event());
        return new SignedTransaction(transaction, [Chain.OperatorKey.Sign(transaction.SigningDigest(Checksum256.Hash([1])))]).Pack();
    }

    PackedTransaction WithHighS()
    {
        var order = System.Numerics.BigInteger.Parse("00ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", System.Globalization.NumberStyles.HexNumber, provider: null);
        var packed = Chain.Sign(Chain.Prepare(Event()), Chain.BoxKey);
        var compact = packed.Signatures[0].Compact.ToArray();
        var high = (order - new System.Numerics.BigInteger(compact.AsSpan(33), isUnsigned: true, isBigEndian: true)).ToByteArray(isUnsigned: true, isBigEndian: true);
        high.CopyTo(compact.AsSpan(65 - high.Length));
        return packed with { Signatures = [Signature.FromCompact(KeyType.R1, compact)] };
    }

    Task<(int Status, JsonNode? Body)> Send2Async(PackedTransaction packed, bool returnFailure) => http.PostAsync(
        "/v1/chain/send_transaction2",
        new JsonObject { ["return_failure_trace"] = returnFailure, ["retry_trx"] = false, ["transaction"] = packed.ToJson() }.ToJsonString());
}
