using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio.Tests;

public sealed class TransactionTests
{
    [Fact]
    public void Every_vector_packs_to_the_same_bytes_id_and_digest()
    {
        Assert.All(Vectors.Transactions, vector =>
        {
            var transaction = TransactionJson.ReadTransaction(vector!["transaction"]);
            var chain = Checksum256.Parse(vector.Text("chainId"));
            var contextFree = vector["packedContextFreeData"] is { } data ? Convert.FromHexString(data.GetValue<string>()) : [];
            Assert.Equal(vector.Text("packed"), Convert.ToHexStringLower(transaction.Pack()));
            Assert.Equal(vector.Text("id"), transaction.Id.ToString());
            Assert.Equal(vector.Text("signingDigest"), transaction.SigningDigest(chain, contextFree).ToString());
            Assert.True(JsonNode.DeepEquals(transaction.ToJson(), TransactionJson.ReadTransaction(transaction.ToJson()).ToJson()));
            Assert.Equal(transaction.Id, Transaction.Unpack(vector.Bytes("packed")).Id);
        });
    }

    [Fact]
    public void Every_body_unpacks_and_recovers_the_keys()
    {
        Assert.All(Vectors.Transactions, vector =>
        {
            foreach (var body in new[] { vector!["httpBody"], vector["httpBodyZlib"] }.OfType<JsonNode>())
            {
                var packed = TransactionJson.ReadPackedTransaction(body);
                var signed = packed.Unpack();
                Assert.True(JsonNode.DeepEquals(body, packed.ToJson()));
                Assert.Equal(vector.Text("id"), signed.Transaction.Id.ToString());
                Assert.Equal(
                    vector["publicKeys"]!.AsArray().Select(key => PublicKey.Parse(key!.GetValue<string>())),
                    signed.RecoverKeys(Checksum256.Parse(vector.Text("chainId"))));
                Assert.Equal(packed.PackedContextFreeData.ToArray(), signed.Pack().PackedContextFreeData.ToArray());
                Assert.Equal(signed.Transaction.Id, signed.Pack(TransactionCompression.Zlib).Unpack().Transaction.Id);
            }
        });
    }

    [Fact]
    public void References_come_from_the_block_id()
    {
        Assert.All(Vectors.TaposFromBlockId, vector =>
        {
            var transaction = new Transaction().WithReference(Checksum256.Parse(vector.Text("blockId")));
            Assert.Equal(vector!["refBlockNum"]!.GetValue<int>(), transaction.RefBlockNum);
            Assert.Equal(vector["refBlockPrefix"]!.GetValue<uint>(), transaction.RefBlockPrefix);
        });
    }

    [Fact]
    public void Every_cut_or_lengthened_transaction_is_refused()
    {
        var packed = Vectors.Transactions[0].Bytes("packed");
        for (var length = 0; length < packed.Length; length++)
        {
            Assert.Throws<EosioFormatException>(() => Transaction.Unpack(packed.AsSpan(0, length)));
        }

        Assert.Throws<EosioFormatException>(() => Transaction.Unpack([.. packed, 0]));
    }

    [Fact]
    public void A_zlib_bomb_is_refused()
    {
        var huge = new Transaction { Actions = [new("a", "b", new("c"), new byte[2_000_000])] };
        var packed = new SignedTransaction(huge, []).Pack(TransactionCompression.Zlib);
        Assert.InRange(packed.PackedTrx.Length, 1, 10_000);
        Assert.Throws<EosioFormatException>(packed.Unpack);
    }
}
