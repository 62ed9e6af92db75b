using System.Security.Cryptography;

namespace LocalEnergyMarket.Contracts.Eosio.Tests.Eosjs;

public sealed class SigningTests(EosjsPeer eosjs) : IClassFixture<EosjsPeer>
{
    static readonly Checksum256 Chain = Checksum256.Hash("a chain"u8);

    [Fact]
    public async Task Eosjs_reads_our_transactions_and_packs_them_alike()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var transaction = Transaction(seed);
            var packed = Convert.ToHexStringLower(transaction.Pack());
            var theirs = (await eosjs.Ask("unpackTransaction", new() { ["packed"] = packed }))!;
            Assert.Equal(packed, await eosjs.Text("packTransaction", new() { ["transaction"] = theirs.DeepClone() }));
            theirs["expiration"] = theirs.Text("expiration")[..^4];
            Assert.Equal(transaction.Id, TransactionJson.ReadTransaction(theirs).Id);

            var deflated = await eosjs.Text("deflate", new() { ["packed"] = packed });
            Assert.Equal(transaction.Id, new PackedTransaction([], TransactionCompression.Zlib, default, Convert.FromHexString(deflated)).Unpack().Transaction.Id);
            var ours = new SignedTransaction(transaction, []).Pack(TransactionCompression.Zlib).PackedTrx;
            Assert.Equal(packed, await eosjs.Text("inflate", new() { ["packed"] = Convert.ToHexStringLower(ours.Span) }));
        }
    }

    [Theory]
    [InlineData(KeyType.K1)]
    [InlineData(KeyType.R1)]
    public async Task Eosjs_recovers_our_key_from_our_signature(KeyType type)
    {
        for (var seed = 1; seed <= 12; seed++)
        {
            using var key = PrivateKey.Generate(type);
            var transaction = Transaction(seed);
            var answer = await eosjs.Ask("recover", new()
            {
                ["signature"] = key.Sign(transaction.SigningDigest(Chain)).ToString(),
                ["chain"] = Chain.ToString(),
                ["packed"] = Convert.ToHexStringLower(transaction.Pack()),
            });
            Assert.Equal(key.PublicKey.ToModernString(), answer.Text("key"));
            Assert.True(answer!["verified"]!.GetValue<bool>());
        }
    }

    [Theory]
    [InlineData(KeyType.K1)]
    [InlineData(KeyType.R1)]
    public async Task We_recover_the_key_from_what_eosjs_signs(KeyType type)
    {
        for (var seed = 1; seed <= 12; seed++)
        {
            using var key = PrivateKey.Generate(type);
            var transaction = Transaction(seed);
            var digest = transaction.SigningDigest(Chain);
            var signature = Signature.Parse(await eosjs.Text("sign", new()
            {
                ["key"] = key.Export(),
                ["chain"] = Chain.ToString(),
                ["packed"] = Convert.ToHexStringLower(transaction.Pack()),
            }));
            Assert.Equal(key.PublicKey, signature.Recover(digest));
            Assert.True(key.PublicKey.Verify(digest.ToArray(), signature));
            Assert.True(signature.IsLowS);
            Assert.True(type == KeyType.R1 || signature.IsCanonical);
        }
    }

    [Theory]
    [InlineData(KeyType.K1)]
    [InlineData(KeyType.R1)]
    public async Task Keys_have_the_same_texts(KeyType type)
    {
        for (var i = 0; i < 20; i++)
        {
            using var key = PrivateKey.Generate(type);
            var theirs = await eosjs.Ask("key", new() { ["key"] = key.Export() });
            Assert.Equal(key.Export(), theirs.Text("text"));
            Assert.Equal(key.PublicKey.ToModernString(), theirs.Text("publicKey"));
            if (type == KeyType.K1)
            {
                Assert.Equal(key.PublicKey.ToString(), theirs.Text("legacy"));
                Assert.Equal(key.Export(), (await eosjs.Ask("key", new() { ["key"] = key.ExportWif() })).Text("text"));
            }
        }
    }

    static Transaction Transaction(int seed)
    {
        var random = new Random(seed);
        return new()
        {
            Expiration = new((uint)random.NextInt64(uint.MaxValue)),
            RefBlockNum = (ushort)random.Next(65536),
            RefBlockPrefix = (uint)random.NextInt64(uint.MaxValue),
            MaxNetUsageWords = (uint)random.Next(1000) << random.Next(20),
            MaxCpuUsageMs = (byte)random.Next(256),
            DelaySec = (uint)random.Next(1000),
            ContextFreeActions = Actions(random.Next(2)),
            Actions = Actions(random.Next(1, 4)),
        };

        ContractAction[] Actions(int count) => [.. Enumerable.Range(0, count).Select(_ => new ContractAction(
            Any(), Any(), [.. Enumerable.Range(0, random.Next(3)).Select(_ => new PermissionLevel(Any(), Any()))], RandomNumberGenerator.GetBytes(random.Next(300))))];

        Name Any() => new((ulong)random.NextInt64());
    }
}
