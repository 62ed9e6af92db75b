using LocalEnergyMarket.Contracts.Chain.Blocks;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;

namespace LocalEnergyMarket.Contracts.Deploy.Tests;

/// <summary>The contract where the chain itself decides: permissions, keys, transactions that come again.</summary>
public sealed class ContractOnChainTests : IAsyncLifetime
{
    const long MissingAuthority = 3090004;
    const uint Slot = 1_800_000_000;
    static readonly Name Contract = MarketContract.DefaultAccount;
    static readonly Name Box = Name.Parse("box1");
    static readonly Name Active = Name.Parse("active");
    static readonly Name Owner = Name.Parse("owner");
    static readonly PermissionLevel Operator = new(DeploymentPlan.DefaultOperator, Active);
    static readonly PermissionLevel Trigger = new(DeploymentPlan.DefaultTrigger, Active);
    static readonly Checksum256 Hash = Checksum256.Hash("reading"u8);

    readonly PrivateKey _key = PrivateKey.Parse(ChainSettings.WellKnownDevelopmentKey);
    readonly PrivateKey _tpm = PrivateKey.Generate(KeyType.R1);
    readonly PrivateKey _other = PrivateKey.Generate(KeyType.R1);
    RunningChain? _chain;
    Eos? _eos;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    Eos Eos => _eos!;

    public async ValueTask InitializeAsync()
    {
        _chain = await RunningChain.Start(Cancellation);
        _eos = _chain.Client(new DefaultSignProvider(_key, _tpm, _other));
        await new Deployment(Eos, DeploymentPlan.WithOneKey(_key.PublicKey), _ => { }, TimeProvider.System).Run(Cancellation);
        await Send(
            new NewAccount(NativeContract.Account, Box, new(1, [], [new(Operator, 1)], []), new(_tpm.PublicKey)).By(new PermissionLevel("eosio")),
            Act(Operator, new RegisterBox(Box, _tpm.PublicKey)));
    }

    [Fact]
    public async Task Every_action_needs_its_authority()
    {
        await Send(Act(Trigger, new SendData(1, Box, 1)));
        foreach (var (right, action) in new (PermissionLevel, MarketAction)[]
        {
            (new(Contract, Active), new Configure(Operator.Actor, Trigger.Actor, Configure.ShortestKeep)),
            (Operator, new RegisterBox(Trigger.Actor, _key.PublicKey)), (Operator, new RekeyBox(Box, _other.PublicKey)), (Operator, new RevokeBox(Box)),
            (Operator, new RegisterUnit(Hash)), (Operator, new DropUnit(Hash)), (Trigger, new SendData(2, Box, 1)),
            (new(Box, Active), Report.OnEvent(Box, 1, Hash)), (new(Box, Active), Report.OnTimeslot(Box, Slot, Hash)),
            (Operator, new Anchor(Name.Parse("group1"), AnchorKind.Book, Slot, 1, Hash, 1)), (Operator, new Prune(Name.Parse("group1"), Slot, 1)),
        })
        {
            foreach (var wrong in new PermissionLevel[] { new(Contract, Active), Operator, Trigger, new(Box, Active), new(NativeContract.Account, Active) }.Where(level => level != right))
            {
                var refused = await Assert.ThrowsAsync<EosioApiException>(() => Send(Act(wrong, action)));
                Assert.True(refused.Code == MissingAuthority, $"{action} by {wrong}: {refused.Message}");
                Assert.Contains(right.Actor.ToString(), refused.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task The_operator_owns_a_boxs_account_and_still_cannot_report_for_it()
    {
        var refused = await Assert.ThrowsAsync<EosioApiException>(() => Send(Act(new(Box, Owner), Report.OnTimeslot(Box, Slot, Hash))));
        Assert.Equal(MissingAuthority, refused.Code);
        Assert.Contains("missing authority of box1/active", refused.Message, StringComparison.Ordinal);

        await Send(Authority(new(_key.PublicKey)));
        await Refused(MarketError.KeyNotAlone, Act(new(Box, Active), Report.OnTimeslot(Box, Slot, Hash)));
        await Refused(MarketError.KeyNotAlone, Act(Operator, new RekeyBox(Box, _other.PublicKey)));
        await Refused(MarketError.KeyNotR1, Act(Operator, new RekeyBox(Box, _key.PublicKey)));
    }

    [Fact]
    public async Task A_key_is_taken_only_if_it_suffices_alone_and_the_old_one_no_more()
    {
        var (first, second) = PublicKeys();
        await Refused(MarketError.KeyNotAlone, Authority(new(2, [new(first, 1), new(second, 1)], [], [])), Rekey());
        await Refused(MarketError.KeyNotAlone, Authority(new(1, [], [new(Operator, 1)], [])), Rekey());
        await Refused(MarketError.KeyNotAlone, Authority(new(2, [new(_other.PublicKey, 1)], [], [new(1, 1)])), Rekey());
        await Refused(MarketError.OldKeyValid, Authority(new(1, [new(first, 1), new(second, 1)], [], [])), Rekey());
        await Refused(MarketError.KeyNotNew, Act(Operator, new RekeyBox(Box, _tpm.PublicKey)));

        await Send(Authority(new(_other.PublicKey)), Rekey());
        await Send(Act(new(Box, Active), Report.OnTimeslot(Box, Slot, Hash)));
        _chain!.Later(TimeSpan.FromSeconds(1));
        await Refused(MarketError.TimeslotNotNew, Act(new(Box, Active), Report.OnTimeslot(Box, Slot, Hash)));

        ContractAction Rekey() => Act(Operator, new RekeyBox(Box, _other.PublicKey));
    }

    [Fact]
    public async Task The_same_transaction_again_is_the_chains_to_refuse_and_the_same_action_in_another_the_contracts()
    {
        await Send(Act(Trigger, new SendData(1, Box, 1)));
        var action = Act(new(Box, Active), Report.OnEvent(Box, 1, Hash));
        var signed = (await Eos.Sign(new() { Actions = [action] }, Cancellation)).Pack();

        await Eos.SendTransaction(signed, Cancellation);
        Assert.True((await Assert.ThrowsAsync<EosioApiException>(() => Eos.SendTransaction(signed, Cancellation))).IsDuplicate);
        _chain!.Later(TimeSpan.FromSeconds(1));

        Assert.True((await Assert.ThrowsAsync<EosioApiException>(() => Eos.SendTransaction(signed, Cancellation))).IsDuplicate);
        await Refused(MarketError.EventReportedAlready, action);
        await Refused(MarketError.EventNotNew, Act(Trigger, new SendData(1, Box, 1)));
    }

    [Fact]
    public async Task Short_data_long_data_and_an_unknown_action_are_refused_with_what_is_wrong()
    {
        var data = new RevokeBox(Box).ToBytes();
        await Refused(MarketError.DataLength, new ContractAction(Contract, Name.Parse("revokebox"), [Operator], data.AsMemory(1)));
        await Refused(MarketError.DataLength, new ContractAction(Contract, Name.Parse("revokebox"), [Operator], ReadOnlyMemory<byte>.Empty));
        await Refused(MarketError.DataLength, new ContractAction(Contract, Name.Parse("revokebox"), [Operator], (byte[])[.. data, 0]));
        await Refused(MarketError.UnknownAction, new ContractAction(Contract, Name.Parse("init"), [Operator], ReadOnlyMemory<byte>.Empty));
    }

    public async ValueTask DisposeAsync()
    {
        await _chain!.DisposeAsync();
        _key.Dispose();
        _tpm.Dispose();
        _other.Dispose();
    }

    /// <summary>The keys of both TPMs in the order that a chain demands.</summary>
    (PublicKey First, PublicKey Second) PublicKeys()
    {
        var keys = new[] { _tpm.PublicKey, _other.PublicKey };
        return Packed(keys[0]).AsSpan().SequenceCompareTo(Packed(keys[1])) < 0 ? (keys[0], keys[1]) : (keys[1], keys[0]);

        static byte[] Packed(PublicKey key) => new PackedWriter().PublicKey(key).ToArray();
    }

    async Task Refused(MarketError why, params IReadOnlyList<ContractAction> actions)
    {
        var refused = await Assert.ThrowsAsync<EosioApiException>(() => Send(actions));
        Assert.True(MarketErrors.In(refused.Message) == why, $"expected {why}, got: {refused.Message}");
    }

    async Task Send(params IReadOnlyList<ContractAction> actions) => await Eos.CreateTransaction(new() { Actions = actions }, Cancellation);

    static ContractAction Authority(Authority authority) => new UpdateAuth(Box, Active, Owner, authority).By(new PermissionLevel(Box, Owner));

    static ContractAction Act(PermissionLevel by, MarketAction action) => action.ToAction(Contract, by);
}
