using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio.Tests;

public sealed class AbiTests
{
    readonly AbiSerializer _serializer = new(AbiJson.Read(Vectors.TestAbi));

    [Fact]
    public void Every_primitive_packs_and_unpacks()
    {
        Assert.All(Vectors.Primitives, vector =>
        {
            var type = vector.Text("type");
            Assert.Equal(vector.Text("hex"), Convert.ToHexStringLower(_serializer.Pack(type, vector!["value"])));
            var back = _serializer.Unpack(type, vector.Bytes("hex"));
            Assert.Equal(vector.Text("hex"), Convert.ToHexStringLower(_serializer.Pack(type, back)));
        });
    }

    [Fact]
    public void Every_action_packs_and_unpacks()
    {
        Assert.All(Vectors.Abi, vector =>
        {
            var action = Name.Parse(vector.Text("action"));
            Assert.Equal(vector.Text("hex"), Convert.ToHexStringLower(_serializer.PackAction(action, vector!["data"])));
            var back = _serializer.UnpackAction(action, vector.Bytes("hex"));
            Assert.True(JsonNode.DeepEquals(vector["data"], back), $"{vector["data"]!.ToJsonString()} came back as {back!.ToJsonString()}");
        });
    }

    [Fact]
    public void The_packed_abi_is_the_one_both_libraries_made()
    {
        var packed = AbiJson.Read(Vectors.TestAbi).Pack();
        Assert.Equal(Vectors.PackedAbi.Text("hex"), Convert.ToHexStringLower(packed));
        Assert.Equal(Vectors.PackedAbi.Text("sha256"), Checksum256.Hash(packed).ToString());
        Assert.Equal(packed, PackedAbi.Unpack(packed).Pack());
    }

    [Theory]
    [InlineData("bool", "01", "1")]
    [InlineData("uint64", "ffffffff00000000", "4294967295")]
    [InlineData("uint64", "0000000001000000", "\"4294967296\"")]
    [InlineData("int64", "000efad5feffffff", "-5000000000")]
    [InlineData("int64", "00f2052a01000000", "\"5000000000\"")]
    [InlineData("uint128", "01000000000000000000000000000000", "\"1\"")]
    [InlineData("float64", "000000000000c0bf", "\"-0.12500000000000000\"")]
    [InlineData("uint8[2]", "0102", "[1,2]")]
    public void Json_is_written_as_nodeos_writes_it(string type, string hex, string json) =>
        Assert.Equal(json, _serializer.Unpack(type, Convert.FromHexString(hex))!.ToJsonString());

    [Theory]
    [InlineData("uint8", "256")]
    [InlineData("uint8", "-1")]
    [InlineData("uint8", "1.5")]
    [InlineData("uint8", "null")]
    [InlineData("bool", "2")]
    [InlineData("name", "\"UPPER\"")]
    [InlineData("checksum256", "\"00\"")]
    [InlineData("time_point_sec", "\"2200-01-01T00:00:00\"")]
    [InlineData("asset", "\"1.5\"")]
    [InlineData("inner", "{\"x\":1}")]
    [InlineData("inner", "{\"x\":1,\"y\":\"\",\"z\":2}")]
    [InlineData("v1", "[\"uint64\",1]")]
    [InlineData("v1", "[\"uint32\"]")]
    [InlineData("uint8[2]", "[1]")]
    [InlineData("nosuch", "1")]
    public void Json_that_does_not_fit_is_refused(string type, string json) =>
        Assert.Throws<EosioFormatException>(() => _serializer.Pack(type, JsonNode.Parse(json)));

    [Fact]
    public void Errors_name_the_place()
    {
        var error = Assert.Throws<EosioFormatException>(() => _serializer.PackAction(Name.Parse("bids"), new JsonObject
        {
            ["round"] = 1,
            ["items"] = new JsonArray(new JsonObject { ["x"] = 300, ["y"] = "" }),
        }));
        Assert.StartsWith("items[0].x: 300 ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cut_data_is_refused_at_every_length()
    {
        var whole = Vectors.Abi.First(v => v!["data"]!["ext"] is not null).Bytes("hex");
        for (var length = 0; length < whole.Length; length++)
        {
            // Without its two last bytes the binary extension is simply not there.
            if (length != whole.Length - 2)
            {
                Assert.Throws<EosioFormatException>(() => _serializer.UnpackAction(Name.Parse("bids"), whole.AsSpan(0, length)));
            }
        }
    }

    [Fact]
    public void A_list_longer_than_the_data_is_refused_before_memory_is_taken() =>
        Assert.Throws<EosioFormatException>(() => _serializer.Unpack("string[]", Convert.FromHexString("ffffffff0f")));

    [Theory]
    [InlineData("""{"version":"eosio::abi/2.0"}""")]
    [InlineData("""{"version":"eosio::abi/1.2","types":[{"new_type_name":"a","type":"b"},{"new_type_name":"b","type":"a"}]}""")]
    [InlineData("""{"version":"eosio::abi/1.2","structs":[{"name":"s","base":"","fields":[{"name":"x","type":"missing"}]}]}""")]
    [InlineData("""{"version":"eosio::abi/1.2","structs":[{"name":"s","fields":[]},{"name":"s","fields":[]}]}""")]
    [InlineData("not json")]
    public void An_abi_that_cannot_work_is_refused(string json) => Assert.Throws<EosioFormatException>(() => new AbiSerializer(AbiJson.Parse(json)));

    [Theory]
    [InlineData("""[{"name":"s","base":"s","fields":[]}]""", "circle")]
    [InlineData("""[{"name":"s","base":"t","fields":[]},{"name":"t","base":"s","fields":[]}]""", "circle")]
    [InlineData("""[{"name":"s","base":"uint8","fields":[]}]""", "not a struct")]
    [InlineData("""[{"name":"s","fields":[{"name":"x","type":"uint8"},{"name":"x","type":"uint8"}]}]""", "two fields")]
    [InlineData("""[{"name":"s","fields":[{"name":"x","type":"uint8$[]"}]}]""", "binary extension")]
    [InlineData("""[{"name":"s","fields":[{"name":"x","type":"uint8[0]"}]}]""", "size")]
    [InlineData("""[{"name":"s","fields":[{"name":"x","type":"uint8[][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][]"}]}]""", "32 deep")]
    public void Structs_that_cannot_work_are_refused(string structs, string message) =>
        Assert.Contains(message, Assert.Throws<EosioFormatException>(() => Serializer(structs)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_struct_that_contains_itself_does_not_hang()
    {
        var serializer = Serializer("""[{"name":"s","base":"","fields":[{"name":"s","type":"s"}]}]""");
        Assert.Contains("32 deep", Assert.Throws<EosioFormatException>(() => serializer.Unpack("s", [])).Message, StringComparison.Ordinal);

        var tree = Serializer("""[{"name":"t","base":"","fields":[{"name":"children","type":"t[]"}]}]""");
        Assert.Equal("""{"children":[{"children":[]},{"children":[]}]}""", tree.Unpack("t", [2, 0, 0])!.ToJsonString());
        Assert.Contains("children[0].children[0]", Assert.Throws<EosioFormatException>(() => tree.Unpack("t", [.. Enumerable.Repeat((byte)1, 100)])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("e[65536][65536]")]
    [InlineData("e[][]")]
    public void Lists_of_nothing_end(string type)
    {
        var serializer = Serializer("""[{"name":"e","base":"","fields":[]}]""");
        byte[] data = [.. new PackedWriter().VarUInt32(3000).Written, .. Enumerable.Range(0, 3000).SelectMany(_ => new PackedWriter().VarUInt32(1000).ToArray())];
        Assert.Contains("values, which is too much", Assert.Throws<EosioFormatException>(() => serializer.Unpack(type, data)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Binary_extensions_are_missing_at_the_end_only()
    {
        var serializer = Serializer("""
            [{"name":"base","base":"","fields":[{"name":"a","type":"uint8"},{"name":"b","type":"uint8$"}]},
             {"name":"more","base":"base","fields":[{"name":"c","type":"uint8$"}]},
             {"name":"two","base":"","fields":[{"name":"first","type":"base"},{"name":"second","type":"base"}]}]
            """);
        Assert.Equal("01", Packed("more", """{"a":1}"""));
        Assert.Equal("0102", Packed("more", """{"a":1,"b":2}"""));
        Assert.Equal("""{"a":1,"b":2}""", serializer.Unpack("more", [1, 2])!.ToJsonString());
        Assert.Equal("010203", Packed("two", """{"first":{"a":1,"b":2},"second":{"a":3}}"""));
        Refused("more", """{"a":1,"c":2}""", "'c' is given, but the binary extension 'b'");
        Refused("two", """{"first":{"a":1},"second":{"a":3}}""", "first: base: the binary extension 'b' is missing");
        Refused("base[]", """[{"a":1}]""", "[0]: base: the binary extension 'b' is missing");

        string Packed(string type, string json) => Convert.ToHexStringLower(serializer.Pack(type, JsonNode.Parse(json)));

        void Refused(string type, string json, string message) =>
            Assert.Contains(message, Assert.Throws<EosioFormatException>(() => Packed(type, json)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("float64", "\"nan\"")]
    [InlineData("float64", "\"-inf\"")]
    [InlineData("float64", "\"1E-20\"")]
    [InlineData("float32", "\"inf\"")]
    public void Floating_point_numbers_come_back_whole(string type, string json) =>
        Assert.Equal(json, _serializer.Unpack(type, _serializer.Pack(type, JsonNode.Parse(json)))!.ToJsonString());

    [Fact]
    public void What_this_version_does_not_know_of_an_abi_is_passed_over_and_extensions_are_kept()
    {
        var json = JsonNode.Parse("""{"version":"eosio::abi/1.2","____comment":"made by hand","kv_tables":{},"abi_extensions":[[7,"0aff"]]}""");
        var abi = AbiJson.Read(json);
        Assert.Equal(7, Assert.Single(abi.Extensions).Type);
        Assert.Equal("[[7,\"0aff\"]]", abi.ToJson()["abi_extensions"]!.ToJsonString());
        Assert.Equal(abi.ToJson().ToJsonString(), PackedAbi.Unpack([.. abi.Pack(), 0, 1, 2]).ToJson().ToJsonString());
    }

    static AbiSerializer Serializer(string structs) => new(AbiJson.Parse($$"""{"version":"eosio::abi/1.2","structs":{{structs}}}"""));
}
