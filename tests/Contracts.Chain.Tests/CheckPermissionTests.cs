using LocalEnergyMarket.Contracts.Chain.Execution;
using LocalEnergyMarket.Contracts.Eosio;
using static LocalEnergyMarket.Contracts.Chain.Tests.DrivenChain;

namespace LocalEnergyMarket.Contracts.Chain.Tests;

/// <summary>check_permission_authorization as Leap has it (libraries/chain/webassembly/permission.cpp): what is given suffices, and every key of it is needed.</summary>
public sealed class CheckPermissionTests : IDisposable
{
    const ulong AskAction = 8;
    const int FixedBytes = 4 * sizeof(ulong);
    static readonly Name Active = Name.Parse("active");
    static readonly Name Owner = Name.Parse("owner");
    static readonly Name Probe = Name.Parse("probe");
    readonly DrivenChain _chain = new();
    readonly PublicKey _key;
    readonly PublicKey _other;

    public CheckPermissionTests()
    {
        var keys = new[] { _chain.BoxKey.PublicKey, _chain.OperatorKey.PublicKey };
        (_key, _other) = (keys[0], keys[1]);
        Expect(_chain.Push([_chain.SystemKey], NewAccount(Box, _key), NewAccount(Operator, _other), NewAccount(Probe, _chain.SystemKey.PublicKey)));
        Expect(_chain.Push([_chain.SystemKey], new SetCode(Probe, 0, 0, ProbeContract.Wasm).By(new PermissionLevel(Probe, Active))));
    }

    public void Dispose() => _chain.Dispose();

    [Fact]
    public void A_key_suffices_where_it_is_the_only_one_needed()
    {
        Assert.True(Ask(Active, keys: [_key]));
        Assert.True(Ask(Owner, keys: [_key]));
        Assert.False(Ask(Active, keys: [_other]));
        Assert.False(Ask(Active));
        Assert.False(Ask(Active, keys: [_key, _other]), "a key that is not needed");
        Assert.False(Ask(Name.Parse("nothing"), keys: [_key]), "no such permission");
        Assert.False(Ask(Active, account: Name.Parse("nobody"), keys: [_key]), "no such account");
    }

    [Fact]
    public void Permissions_that_are_given_count_and_need_not_be_needed()
    {
        Set(new(2, [new(_key, 1)], [new(new(Operator, Active), 1)], []));

        Assert.False(Ask(Active, keys: [_key]));
        Assert.True(Ask(Active, keys: [_key], levels: [new(Operator, Active)]));
        Assert.True(Ask(Active, keys: [_key, _other]), "the other account's key");
        Assert.True(Ask(Active, keys: [_key], levels: [new(Operator, Active), new(Probe, Active)]));
        Assert.True(Ask(Active, levels: [new(Box, Active)]), "the permission itself");
        Assert.False(Ask(Active, keys: [_key], levels: [new(Box, Active)]), "and then no key is needed");
    }

    [Fact]
    public void A_wait_counts_if_it_was_waited()
    {
        Set(new(2, [new(_key, 1)], [], [new(60, 1)]));

        Assert.False(Ask(Active, keys: [_key]));
        Assert.False(Ask(Active, keys: [_key], microseconds: 59_999_999));
        Assert.True(Ask(Active, keys: [_key], microseconds: 60_000_000));
        Assert.True(Ask(Active, keys: [_key], microseconds: long.MaxValue));
        Assert.False(Ask(Active, microseconds: long.MaxValue));
    }

    [Fact]
    public void A_delay_beyond_all_time_and_malformed_lists_end_the_transaction()
    {
        var tooLong = Push(Active, [0], [0], ulong.MaxValue).Failure!;
        Assert.Equal((3050000, true), (tooLong.Kind.Code, tooLong.Message.Contains("provided delay is too large", StringComparison.Ordinal)));
        Assert.NotNull(Push(Active, [1, 1, 2], [0], 0).Failure);
        Assert.NotNull(Push(Active, [0], [2, 1], 0).Failure);
        Assert.NotNull(Push(Active, [0xff, 0xff, 0xff, 0xff, 0x0f], [0], 0).Failure);
    }

    void Set(Authority authority) =>
        Expect(_chain.Push([_chain.BoxKey], new UpdateAuth(Box, Active, Owner, authority).By(new PermissionLevel(Box, Owner))));

    bool Ask(
        Name permission, IReadOnlyList<PublicKey>? keys = null, IReadOnlyList<PermissionLevel>? levels = null, ulong microseconds = 0, Name? account = null)
    {
        var (packedKeys, packedLevels) = (new PackedWriter(), new PackedWriter());
        if (keys is not null)
        {
            packedKeys.VarUInt32((uint)keys.Count);
            keys.ToList().ForEach(key => packedKeys.PublicKey(key));
        }

        if (levels is not null)
        {
            packedLevels.VarUInt32((uint)levels.Count);
            levels.ToList().ForEach(level => packedLevels.Name(level.Actor).Name(level.Permission));
        }

        var trace = Expect(Push(permission, packedKeys.ToArray(), packedLevels.ToArray(), microseconds, account));
        return BitConverter.ToUInt64(trace.Actions[0].ReturnValue.Span) == 1;
    }

    TransactionTrace Push(Name permission, byte[] keys, byte[] levels, ulong microseconds, Name? account = null)
    {
        var head = new PackedWriter(FixedBytes).Name(account ?? Box).Name(permission).UInt64(microseconds).UInt64((ulong)keys.Length).ToArray();
        return _chain.Push([_chain.SystemKey], new ContractAction(Probe, new Name(AskAction), [new(Probe, Active)], (byte[])[.. head, .. keys, .. levels]));
    }
}
