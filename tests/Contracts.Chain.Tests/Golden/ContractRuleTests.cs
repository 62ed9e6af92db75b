using LocalEnergyMarket.Contracts.Chain.Execution;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Tests.Golden;

/// <summary>What a contract may not do, and the order in which what it does happens, as in nodeos.</summary>
public sealed class ContractRuleTests(ContractRuleTests.Chain shared) : IClassFixture<ContractRuleTests.Chain>
{
    static readonly Name Rules = Name.Parse("rules");
    static readonly Name Second = Name.Parse("second");
    static readonly Name Active = Name.Parse("active");

    [Theory]
    [InlineData(1, 5, 3040000, "max inline action depth per transaction reached")]
    [InlineData(4, 0, 3050012, "inline action too big for nonprivileged account rules")]
    [InlineData(5, 0, 3050014, "action return value size must be less or equal to 256 bytes")]
    [InlineData(6, 42, 3050004, "assertion failure with error code: 42")]
    [InlineData(6, 10_000_000_000_000_000_000, 3050011, "eosio_assert_code called with reserved error code: 10000000000000000000")]
    [InlineData(7, 0, 3050008, "abort() called")]
    [InlineData(8, 0, 3050003, "assertion failure with message: no end")]
    [InlineData(10, 0, 3050007, "rules does not have permission to call this API")]
    [InlineData(11, 0, 3160001, "must specify a valid account to pay for new record")]
    [InlineData(14, 0, 3160003, "invalid iterator")]
    [InlineData(15, 0, 3160005, "dereference of end iterator")]
    [InlineData(16, 0, 3160003, "iterator out of range")]
    [InlineData(17, 0, 3160005, "dereference of deleted object")]
    [InlineData(20, 0, 3070002, "access violation")]
    public void A_broken_rule_has_nodeos_number_and_text(ulong action, ulong data, int code, string message) => Refused(action, data, code, message);

    [Fact]
    public void Others_rows_and_authority_are_out_of_reach()
    {
        Refused(13, Second.Value, 3160002, "db access violation");
        Refused(21, Name.Parse("nosuch").Value, 3050000, "inline action's code account nosuch does not exist");
        Refused(22, Name.Parse("nosuch").Value, 3050000, "inline action's authorizing actor nosuch does not exist");
        Refused(23, Name.Parse("nosuch").Value, 3050000, """inline action's authorizations include a non-existent permission: {"actor":"rules","permission":"nosuch"}""");
        Refused(22, DrivenChain.Box.Value, 3090003, """transaction declares authority '{"actor":"box1","permission":"active"}', but does not have signatures for it under a provided delay of 0 ms, provided permissions [{"actor":"rules","permission":"eosio.code"}], provided keys [], and a delay max limit of 3888000000 ms""");
    }

    [Fact]
    public void An_account_pays_when_it_authorized_the_action_but_never_when_another_contract_was_only_notified()
    {
        var byBox = new ContractAction(Rules, new(18), [new(Rules, Active), new(DrivenChain.Box, Active)], BitConverter.GetBytes(DrivenChain.Box.Value));
        var notified = new ContractAction(
            Rules, new(19), [new(Rules, Active), new(DrivenChain.Box, Active)], BitConverter.GetBytes(Second.Value).Concat(BitConverter.GetBytes(DrivenChain.Box.Value)).ToArray());

        // In this order: the row that is refused is the one that is paid for.
        Refused(18, DrivenChain.Box.Value, 3050010, "unprivileged contract cannot increase RAM usage of another account that has not authorized the action: box1");
        var paid = DrivenChain.Expect(shared.Driven.Push([shared.Driven.SystemKey, shared.Driven.BoxKey], byBox));
        var refused = shared.Driven.Push([shared.Driven.SystemKey, shared.Driven.BoxKey], notified);

        Assert.Contains(paid.Actions[0].RamDeltas, d => d.Account == DrivenChain.Box && d.Bytes > 0);
        Assert.Equal((3050010, "unprivileged contract cannot increase RAM usage of another account within a notify context: box1"), (refused.Failure!.Kind.Code, refused.Failure.Message));
    }

    [Fact]
    public void Notifications_come_before_inline_actions_and_each_trace_knows_where_it_came_from()
    {
        var trace = DrivenChain.Expect(Push(2, Second.Value, 3));

        Assert.Equal(
            [(1, 0, 0, Rules, 1), (2, 1, 1, Second, 2), (3, 1, 1, Rules, 3), (4, 1, 1, Rules, 4), (5, 2, 1, Second, 5)],
            trace.Actions.Select(a => (a.Ordinal, a.Creator, a.ClosestUnnotifiedAncestor, a.Receiver, Place(trace, a))));
        Assert.Equal([Rules, Rules, Second], trace.Actions.Skip(2).Select(a => new Name(BitConverter.ToUInt64(a.ReturnValue.Span))));
    }

    [Fact]
    public void A_failure_is_at_the_action_that_failed_and_later_ones_were_only_scheduled()
    {
        var trace = Push(2, Second.Value, 9);

        Assert.Equal("assertion failure with message: nine", trace.Failure!.Message);
        Assert.Equal([true, true, true, false, false], trace.Actions.Select(a => a.Receipt is not null));
        Assert.Equal([4], trace.Actions.Where(a => a.Failure is not null).Select(a => a.Ordinal));
    }

    [Fact]
    public void Depth_4_is_allowed_and_console_shows_up_to_the_end()
    {
        var trace = DrivenChain.Expect(Push(1, 4));
        var exited = DrivenChain.Expect(Push(9));
        var failed = Push(8);

        Assert.Equal(5, trace.Actions.Count);
        Assert.All(trace.Actions, a => Assert.Equal("deep ", a.Console));
        Assert.Equal("exits", exited.Actions[0].Console);
        Assert.Equal("assertion failure with message: no end|pending console output: before ", string.Join('|', failed.Failure!.Details.Select(d => d.Message)));
    }

    [Fact]
    public void A_read_only_transaction_writes_nothing_and_carries_no_authority()
    {
        var reading = ReadOnly(new ContractAction(Rules, new(3), [], BitConverter.GetBytes(1ul)));
        var writing = ReadOnly(new ContractAction(Rules, new(12), [], BitConverter.GetBytes(8ul)));
        var authorized = ReadOnly(new ContractAction(Rules, new(3), [new(Rules, Active)], BitConverter.GetBytes(1ul)));
        var native = ReadOnly(new SetAbi(Rules, default(ReadOnlyMemory<byte>)).By(new PermissionLevel(Rules, Active)) with { Authorization = [] });

        Assert.Equal((0u, 0ul, 0), (reading.Receipt!.CpuUsageUs, reading.Actions[0].Receipt!.GlobalSequence, reading.Actions[0].Receipt!.AuthSequence.Count));
        Assert.Equal((3160005, "cannot store a db record when executing a readonly transaction"), (writing.Failure!.Kind.Code, writing.Failure.Message));
        Assert.Equal((3040000, "read-only action '............3' cannot have authorizations"), (authorized.Failure!.Kind.Code, authorized.Failure.Message));
        Assert.Equal((3050000, "setabi not allowed in read-only transaction"), (native.Failure!.Kind.Code, native.Failure.Message));
    }

    static int Place(TransactionTrace trace, ActionTrace action) => trace.Actions.Count(a => a.Receipt!.GlobalSequence <= action.Receipt!.GlobalSequence);

    void Refused(ulong action, ulong data, int code, string message)
    {
        var trace = Push(action, data);

        Assert.Null(trace.Receipt);
        Assert.Equal((code, message), (trace.Failure!.Kind.Code, trace.Failure.Message));
    }

    TransactionTrace Push(ulong action, params ulong[] data) =>
        shared.Driven.Push([shared.Driven.SystemKey], new ContractAction(Rules, new(action), [new(Rules, Active)], data.SelectMany(BitConverter.GetBytes).ToArray()));

    TransactionTrace ReadOnly(ContractAction action) => shared.Driven.Chain.ComputeReadOnly(shared.Driven.Sign(shared.Driven.Prepare(action)));

    public sealed class Chain : IDisposable
    {
        public Chain()
        {
            var (system, contract) = (Driven.SystemKey, CompiledContract.Compile("rules.cpp"));
            DrivenChain.Expect(Driven.Push([system], DrivenChain.NewAccount(Rules, system.PublicKey), DrivenChain.NewAccount(Second, system.PublicKey), DrivenChain.NewAccount(DrivenChain.Box, Driven.BoxKey.PublicKey)));
            DrivenChain.Expect(Driven.Push([system], new[] { Rules, Second }.SelectMany(account => new[] { Set(account), ByCode(account) }).ToArray()));
            foreach (var account in new[] { Rules, Second })
            {
                DrivenChain.Expect(Driven.Push([system], new ContractAction(account, new(12), [new(account, Active)], BitConverter.GetBytes(1ul))));
            }

            ContractAction Set(Name account) => new SetCode(account, 0, 0, contract).By(new PermissionLevel(account, Active));

            ContractAction ByCode(Name account) => new UpdateAuth(
                account, Active, Name.Parse("owner"), new(1, [new(system.PublicKey, 1)], [new(new(account, Name.Parse("eosio.code")), 1)], [])).By(new PermissionLevel(account, Active));
        }

        internal DrivenChain Driven { get; } = new();

        public void Dispose() => Driven.Dispose();
    }
}
