using LocalEnergyMarket.Contracts.Chain.Database;
using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;
using static LocalEnergyMarket.Contracts.Chain.Tests.DrivenChain;

namespace LocalEnergyMarket.Contracts.Chain.Tests;

public sealed class TransactionTests : IDisposable
{
    static readonly Name Active = Name.Parse("active");
    readonly DrivenChain _chain = new();

    public void Dispose() => _chain.Dispose();

    [Fact]
    public void A_box_answers_an_event_with_its_R1_key_and_the_answer_is_in_the_contracts_table()
    {
        _chain.SetUpMarket();

        Expect(_chain.Push([_chain.OperatorKey], new SendData(7, Box, 1).ToAction(Contract, new(Trigger, Active))));
        var trace = Expect(_chain.Push([_chain.BoxKey], Report.OnEvent(Box, 7, Checksum256.Hash([1])).ToAction(Contract, new(Box, Active))));

        Assert.Equal(0u, trace.NetUsage % 8);
        var action = Assert.Single(trace.Actions);
        Assert.Equal(Contract, action.Receiver);
        Assert.Equal(Box, Assert.Single(action.Receipt!.AuthSequence).Key);
        Assert.Equal(1, Rows("reports"));
        Assert.Equal(1, Rows("events"));
    }

    [Fact]
    public void A_failed_assertion_leaves_nothing_behind_and_says_why()
    {
        _chain.SetUpMarket();
        var before = Rows("events");

        var trace = _chain.Push(
            [_chain.OperatorKey],
            new SendData(7, Box, 1).ToAction(Contract, new(Trigger, Active)),
            new SendData(7, Box, 1).ToAction(Contract, new(Trigger, Active)));

        Assert.Null(trace.Receipt);
        Assert.Equal(ErrorKind.ContractAssertion, trace.Failure!.Kind);
        Assert.Equal(MarketError.EventNotNew, MarketErrors.In(trace.Failure.Message));
        Assert.Equal(before, Rows("events"));
        Assert.NotNull(trace.Actions[0].Receipt);
        Assert.Null(trace.Actions[1].Receipt);
    }

    [Fact]
    public void The_same_transaction_is_taken_once()
    {
        _chain.SetUpMarket();
        var packed = _chain.Sign(_chain.Prepare(new SendData(7, Box, 1).ToAction(Contract, new(Trigger, Active))), _chain.OperatorKey);

        Expect(_chain.Chain.Push(packed));
        var refused = Assert.Throws<ChainException>(() => _chain.Chain.Push(packed));
        _chain.Chain.FinishBlock();
        var refusedLater = Assert.Throws<ChainException>(() => _chain.Chain.Push(packed));

        Assert.Equal(3040008, refused.Kind.Code);
        Assert.Equal(3040008, refusedLater.Kind.Code);
    }

    [Fact]
    public void An_expired_transaction_is_refused_at_once_and_one_too_far_ahead_in_its_trace()
    {
        _chain.SetUpMarket();
        var transaction = _chain.Prepare(new SendData(7, Box, 1).ToAction(Contract, new(Trigger, Active)));

        var expired = Assert.Throws<ChainException>(() => _chain.Chain.Push(_chain.Sign(
            transaction with { Expiration = TimePointSec.From(_chain.Time.GetUtcNow().AddSeconds(-10)) }, _chain.OperatorKey)));
        var tooFar = _chain.Chain.Push(_chain.Sign(
            transaction with { Expiration = TimePointSec.From(_chain.Time.GetUtcNow().AddSeconds(3700)) }, _chain.OperatorKey));

        Assert.Equal(3040005, expired.Kind.Code);
        Assert.Equal(3040006, tooFar.Failure!.Kind.Code);
    }

    [Fact]
    public void A_reference_to_a_block_of_another_chain_is_refused()
    {
        _chain.SetUpMarket();
        var transaction = _chain.Prepare(new SendData(7, Box, 1).ToAction(Contract, new(Trigger, Active)));

        var trace = _chain.Chain.Push(_chain.Sign(transaction with { RefBlockPrefix = transaction.RefBlockPrefix ^ 1 }, _chain.OperatorKey));

        Assert.Equal(3040007, trace.Failure!.Kind.Code);
    }

    [Fact]
    public void Signatures_are_checked_against_the_authority_of_the_actor()
    {
        _chain.SetUpMarket();
        var report = new SendData(7, Box, 1).ToAction(Contract, new(Trigger, Active));

        var wrong = _chain.Push([_chain.BoxKey], report);
        var none = _chain.Push([], report);
        var tooMany = _chain.Push([_chain.OperatorKey, _chain.BoxKey], report);
        var twice = Assert.Throws<ChainException>(() => _chain.Push([_chain.OperatorKey, _chain.OperatorKey], report));
        var ghost = _chain.Push([_chain.OperatorKey], report with { Authorization = [new("ghost")] });
        var noAuthorization = _chain.Push([], report with { Authorization = [] });
        var missing = _chain.Push([_chain.BoxKey], report with { Authorization = [new(Box, Active)] });

        Assert.Equal(3090003, wrong.Failure!.Kind.Code);
        Assert.Equal(3090003, none.Failure!.Kind.Code);
        Assert.Equal(3090002, tooMany.Failure!.Kind.Code);
        Assert.Equal(3090001, twice.Kind.Code);
        Assert.Equal(3040000, ghost.Failure!.Kind.Code);
        Assert.Equal(3040003, noAuthorization.Failure!.Kind.Code);
        Assert.Equal(3090004, missing.Failure!.Kind.Code);
        Assert.Equal(0, Rows("events"));
    }

    [Fact]
    public void Computing_a_transaction_needs_no_signature_and_changes_nothing()
    {
        _chain.SetUpMarket();
        var packed = _chain.Sign(_chain.Prepare(new SendData(7, Box, 1).ToAction(Contract, new(Trigger, Active))));

        Expect(_chain.Chain.Compute(packed));

        Assert.Equal(0, Rows("events"));
        Assert.Null(_chain.Chain.Read(view => view.Transaction(packed.Unpack().Transaction.Id)));
    }

    int Rows(string table) => _chain.Chain.Read(view => view.State.Tables
        .Find(new TableId(Contract.Value, Contract.Value, Name.Parse(table).Value))?.Rows.Count ?? 0);
}
