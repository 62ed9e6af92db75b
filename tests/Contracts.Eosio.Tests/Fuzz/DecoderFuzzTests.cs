using System.Text;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Eosio.Tests.Eosjs;

namespace LocalEnergyMarket.Contracts.Eosio.Tests.Fuzz;

/// <summary>
/// Whatever bytes come: <see cref="EosioFormatException"/> or a value, with memory in proportion. What is decoded packs to the same bytes, or to fewer where a
/// length was written longer than needed, and those decode to themselves.
/// </summary>
public sealed class DecoderFuzzTests
{
    static readonly byte[][] TransactionCorpus = [.. Vectors.Transactions.Select(vector => vector.Bytes("packed")), .. Recorded()];

    [Fact]
    public void Transactions() => AssertMany(Fuzzing.Run(TransactionCorpus, data => Holds(data, bytes => Transaction.Unpack(bytes).Pack())));

    [Fact]
    public void Compressed_transactions()
    {
        byte[][] corpus = [.. TransactionCorpus.Select(packed => new SignedTransaction(Transaction.Unpack(packed), []).Pack(TransactionCompression.Zlib).PackedTrx.ToArray())];
        AssertMany(Fuzzing.Run(corpus, data =>
        {
            var unpacked = new PackedTransaction([], TransactionCompression.Zlib, data.AsMemory(0, data.Length / 4), data).Unpack();
            Assert.Equal(unpacked.Transaction.Id, unpacked.Pack(TransactionCompression.Zlib).Unpack().Transaction.Id);
        }), atLeast: 0);
        AssertMany(Fuzzing.Run(corpus, data => new PackedTransaction([], TransactionCompression.Zlib, default, data).Unpack()));
    }

    [Fact]
    public void Block_headers() =>
        AssertMany(Fuzzing.Run([.. Vectors.Blocks.Select(vector => vector.Bytes("packedHeader"))], data => Holds(data, bytes => BlockHeader.Unpack(bytes).Pack())));

    [Fact]
    public void Keys_and_signatures()
    {
        byte[][] corpus = [.. Vectors.Keys.Select(vector => vector.Bytes("packedPublicKey")), [2, .. new byte[33], 1, 4, .. "a.bc"u8]];
        AssertMany(Fuzzing.Run(corpus, data => Holds(data, bytes =>
        {
            var reader = new PackedReader(bytes);
            var key = reader.PublicKey();
            reader.End();
            Assert.Equal(key, PublicKey.Parse(key.ToString()));
            return new PackedWriter().PublicKey(key).ToArray();
        })));
        byte[][] signatures = [.. Vectors.Signatures.Select(vector => vector.Bytes("packed")), [2, .. new byte[65], 2, 1, 2, 2, .. "{}"u8]];
        AssertMany(Fuzzing.Run(signatures, data => Holds(data, bytes =>
        {
            var reader = new PackedReader(bytes);
            var signature = reader.Signature();
            reader.End();
            Assert.Equal(signature, Signature.Parse(signature.ToString()));
            return new PackedWriter().Signature(signature).ToArray();
        })));
    }

    [Fact]
    public void Abis_and_what_they_read()
    {
        byte[][] corpus = [Vectors.PackedAbi.Bytes("hex"), .. Enumerable.Range(1, 8).Select(seed => new RandomAbi(seed).Abi.Pack())];
        AssertMany(Fuzzing.Run(corpus, data =>
        {
            var abi = PackedAbi.Unpack(data);
            Assert.Equal(abi.Pack(), PackedAbi.Unpack(abi.Pack()).Pack());
            Assert.Equal(abi.Pack(), AbiJson.Parse(abi.ToJson().ToJsonString()).Pack());
            var serializer = new AbiSerializer(abi);
            foreach (var type in abi.Structs.Select(s => s.Name).Concat(abi.Variants.Select(v => v.Name)).Concat(abi.Types.Select(t => t.NewTypeName)).Take(5))
            {
                Refusing(() => Reads(serializer, type, data));
            }
        }));
    }

    [Fact]
    public void Values_of_every_type()
    {
        var random = new RandomAbi(3);
        var serializer = new AbiSerializer(random.Abi);
        foreach (var type in random.Types)
        {
            byte[][] corpus = [.. Enumerable.Range(0, 4).Select(_ => serializer.Pack(type, random.Value(type)))];
            Fuzzing.Run(corpus, data => Reads(serializer, type, data));
        }
    }

    [Fact]
    public void Texts()
    {
        string[] texts =
        [
            .. Vectors.Keys.SelectMany(vector => new[] { vector.Text("publicKey"), vector.Text("privateKey") }), .. Vectors.Signatures.Take(4).Select(vector => vector.Text("signature")),
            "12.3456 EUR", "-0.1 A", "4,EUR", "box1", "2026-11-22T08:11:41.500", "aca376f206b8fc25a6ed44dbdc66547c36c6c33e3a119ffbeaef943642f0e906", "uint8[3]?", "1e5",
        ];
        var serializer = new AbiSerializer(new());
        AssertMany(Fuzzing.Run([.. texts.Select(Encoding.UTF8.GetBytes)], data =>
        {
            var text = Encoding.UTF8.GetString(data);
            foreach (var type in RandomAbi.BuiltIn)
            {
                Refusing(() => serializer.Pack(type, text));
            }

            Refusing(() => serializer.Pack(text, "1"));
            Refusing(() => PrivateKey.Parse(text));
        }));
    }

    [Fact]
    public void Json_of_abis_and_transactions()
    {
        byte[][] corpus =
        [
            .. Vectors.Transactions.Select(vector => Encoding.UTF8.GetBytes(vector!["transaction"]!.ToJsonString())),
            .. Vectors.Transactions.Select(vector => Encoding.UTF8.GetBytes(vector!["httpBody"]!.ToJsonString())),
            Encoding.UTF8.GetBytes(Vectors.TestAbi.ToJsonString()),
        ];
        AssertMany(Fuzzing.Run(corpus, data =>
        {
            var text = Encoding.UTF8.GetString(data);
            Refusing(() => AbiJson.Parse(text));
            JsonNode? json;
            try
            {
                json = JsonNode.Parse(text);
            }
            catch (System.Text.Json.JsonException)
            {
                return;
            }

            Refusing(() => TransactionJson.ReadTransaction(json).Pack());
            Refusing(() => TransactionJson.ReadPackedTransaction(json).Unpack());
        }));
    }

    static void Reads(AbiSerializer serializer, string type, byte[] data)
    {
        var value = serializer.Unpack(type, data);
        var packed = serializer.Pack(type, value);

        // Times in microseconds are written in milliseconds, as nodeos does; the payload of a NaN is not written.
        Assert.Equal(value?.ToJsonString(), serializer.Unpack(type, packed)?.ToJsonString());
        Assert.True(packed.Length <= data.Length);
    }

    static void Holds(byte[] data, Func<byte[], byte[]> again)
    {
        var packed = again(data);
        Assert.True(packed.Length < data.Length || packed.AsSpan().SequenceEqual(data), $"{Convert.ToHexString(data)} became {Convert.ToHexString(packed)}");
        Assert.Equal(packed, again(packed));
    }

    static void Refusing(Action parse)
    {
        try
        {
            parse();
        }
        catch (EosioFormatException)
        {
            // The documented answer.
        }
    }

    static void AssertMany(int taken, int atLeast = 20) => Assert.True(taken >= atLeast, $"Only {taken} cases were valid: the changes are too coarse to reach far.");

    static IEnumerable<byte[]> Recorded() => Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Data", "nodeos"), "*.json").Order(StringComparer.Ordinal)
        .Select(file => Vectors.Recording(Path.GetFileNameWithoutExtension(file))["request"]?["body"]?["transaction"])
        .OfType<JsonObject>().Where(body => body["packed_trx"] is not null)
        .Select(body => TransactionJson.ReadPackedTransaction(body).Unpack().Transaction.Pack());
}
