using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Eosio;
using static LocalEnergyMarket.Contracts.Chain.Tests.DrivenChain;

namespace LocalEnergyMarket.Contracts.Chain.Tests.Golden;

/// <summary>Of several faults a transaction is refused for the first in nodeos' order.</summary>
public sealed class TransactionOrderTests : IDisposable
{
    readonly DrivenChain _chain = new();
    readonly ContractAction _good;

    public TransactionOrderTests()
    {
        Expect(_chain.Push([_chain.SystemKey], NewAccount(Operator, _chain.OperatorKey.PublicKey), NewAccount(Box, _chain.BoxKey.PublicKey)));
        _good = new SetAbi(Operator, new byte[] { 1 }).By(new PermissionLevel("operator"));
    }

    public void Dispose() => _chain.Dispose();

    [Fact]
    public void Signatures_then_expiration_then_extensions_then_reference_then_accounts_then_authority_then_action()
    {
        var good = _chain.Prepare(_good);
        var failing = good with { Actions = [_good with { Data = new byte[] { 1 } }] };
        var unsigned = failing with { Actions = [.. failing.Actions, _good with { Authorization = [new("box1")] }] };
        var nowhere = unsigned with { Actions = [.. unsigned.Actions, _good with { Account = Name.Parse("ghost") }] };
        var forked = nowhere with { RefBlockPrefix = nowhere.RefBlockPrefix ^ 1 };
        var far = forked with { Expiration = TimePointSec.From(_chain.Time.GetUtcNow().AddSeconds(3700)) };
        var extended = far with { Extensions = [new(1, new byte[] { 1 })] };
        var expired = extended with { Expiration = TimePointSec.From(_chain.Time.GetUtcNow().AddSeconds(-5)) };

        Assert.Equal(
            [3090001, 3040005, 3100006, 3040006, 3040007, 3040000, 3090003, 8],
            [Twice(expired), Of(expired), Of(extended), Of(far), Of(forked), Of(nowhere), Of(unsigned), Of(failing)]);
        Expect(_chain.Chain.Push(_chain.Sign(good, _chain.OperatorKey)));

        int Twice(Transaction transaction) => Code(_chain.Sign(transaction, _chain.OperatorKey, _chain.OperatorKey));
    }

    [Fact]
    public void What_a_transaction_may_not_be_is_refused()
    {
        var good = _chain.Prepare(_good);

        Assert.Equal(3040003, Of(good with { Actions = [] }));
        Assert.Equal(3040000, Of(good with { DelaySec = 1 }));
        Assert.Equal(3040000, Of(good with { ContextFreeActions = [_good] }));
        Assert.Equal(3100008, Of(good with { ContextFreeActions = [_good with { Authorization = [] }] }));
        Assert.Equal(3040000, Of(good with { Actions = [_good with { Authorization = [new("operator", "ghost")] }] }));
        Assert.Equal(3090005, Of(good with { Actions = [_good, Irrelevant()] }));
        Assert.Equal(3080002, Of(good with { MaxNetUsageWords = 1 }));
        Assert.Equal(3010010, Code(new([], TransactionCompression.None, default, new byte[] { 1, 2, 3 })));
        Assert.Equal(3010010, Code(new([], TransactionCompression.Zlib, default, Bomb())));

        // Below active, and linked to nothing.
        ContractAction Irrelevant()
        {
            Expect(_chain.Push([_chain.OperatorKey], new UpdateAuth(Operator, Name.Parse("publish"), Name.Parse("active"), new(_chain.BoxKey.PublicKey)).By(new PermissionLevel("operator"))));
            return _good with { Authorization = [new("operator", "publish")] };
        }
    }

    [Fact]
    public void A_signature_must_have_the_form_of_its_kind()
    {
        var packed = _chain.Sign(_chain.Prepare(_good), _chain.OperatorKey);
        var compact = packed.Signatures[0].Compact.ToArray();
        compact[1] |= 0x80;

        var refused = Assert.Throws<ChainException>(() => _chain.Chain.Push(packed with { Signatures = [Signature.FromCompact(KeyType.K1, compact)] }));

        Assert.Equal((10, "is_canonical( c ): signature is not canonical"), (refused.Kind.Code, refused.Message));
    }

    int Of(Transaction transaction) => Code(_chain.Sign(transaction, _chain.OperatorKey));

    int Code(PackedTransaction packed)
    {
        try
        {
            return _chain.Chain.Push(packed).Failure?.Kind.Code ?? -1;
        }
        catch (ChainException refused)
        {
            return refused.Kind.Code;
        }
    }

    /// <summary>A few KiB that inflate to more than nodeos inflates.</summary>
    static byte[] Bomb()
    {
        using var target = new MemoryStream();
        using (var zlib = new System.IO.Compression.ZLibStream(target, System.IO.Compression.CompressionLevel.SmallestSize, leaveOpen: true))
        {
            zlib.Write(new byte[2 * 1024 * 1024]);
        }

        return target.ToArray();
    }
}
