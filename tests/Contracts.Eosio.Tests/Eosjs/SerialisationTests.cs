using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio.Tests.Eosjs;

/// <summary>Random values of every type of random ABIs, both ways: what one side packs the other packs alike and understands. LEM_FUZZ_CASES divided by 50 is the number of ABIs.</summary>
public sealed class SerialisationTests(EosjsPeer eosjs) : IClassFixture<EosjsPeer>
{
    [Fact]
    public async Task Random_values_of_random_abis_are_packed_alike_and_read_by_both()
    {
        for (var seed = 1; seed <= Math.Max(8, Fuzz.Fuzzing.Cases / 50); seed++)
        {
            var random = new RandomAbi(seed);
            var serializer = new AbiSerializer(random.Abi);
            Assert.Equal(Convert.ToHexStringLower(random.Abi.Pack()), await eosjs.Text("abi", new() { ["abi"] = random.Abi.ToJson() }));
            foreach (var type in random.Types.SelectMany(type => new[] { type, type + "[]", type + "?" }))
            {
                var value = random.Value(type);
                await Agree(serializer, type, value, $"seed {seed}, {type} {value?.ToJsonString()}");
            }
        }
    }

    [Fact]
    public async Task Every_action_of_the_recorded_contract_is_read_by_eosjs()
    {
        var abi = AbiJson.Read(Vectors.TestAbi);
        var serializer = new AbiSerializer(abi);
        await eosjs.Ask("abi", new() { ["abi"] = abi.ToJson() });
        foreach (var vector in Vectors.Abi)
        {
            var type = abi.Action(Name.Parse(vector.Text("action")))!.Type;
            var theirs = await eosjs.Ask("unpack", new() { ["type"] = type, ["packed"] = vector.Text("hex") });
            Assert.Equal(vector.Text("hex"), Convert.ToHexStringLower(serializer.Pack(type, theirs)));
        }

        Assert.Equal(abi.ToJson().ToJsonString(), AbiJson.Read(await eosjs.Ask("rawAbi", new() { ["packed"] = Vectors.PackedAbi.Text("hex") })).ToJson().ToJsonString());
    }

    async Task Agree(AbiSerializer serializer, string type, JsonNode? value, string what)
    {
        var packed = Convert.ToHexStringLower(serializer.Pack(type, value));
        Assert.True(packed == await eosjs.Text("pack", new() { ["type"] = type, ["value"] = value?.DeepClone() }), $"{what}: eosjs packs it differently from {packed}");

        var theirs = await eosjs.Ask("unpack", new() { ["type"] = type, ["packed"] = packed });
        Assert.True(packed == Convert.ToHexStringLower(serializer.Pack(type, theirs)), $"{what}: what eosjs reads, {theirs?.ToJsonString()}, packs differently here");

        var ours = AsEosjsTakesIt(serializer.Unpack(type, Convert.FromHexString(packed)));
        Assert.True(packed == await eosjs.Text("pack", new() { ["type"] = type, ["value"] = ours }), $"{what}: what is read here, {ours?.ToJsonString()}, packs differently with eosjs");
    }

    /// <summary>nodeos writes 0x before a float128, and large negative numbers without quotes, which JavaScript does not hold.</summary>
    static JsonNode? AsEosjsTakesIt(JsonNode? json) => json switch
    {
        JsonObject body => new JsonObject(body.Select(field => KeyValuePair.Create(field.Key, AsEosjsTakesIt(field.Value)))),
        JsonArray list => new JsonArray([.. list.Select(AsEosjsTakesIt)]),
        JsonValue value when value.ToString() is var text && (text.Length > 15 || text.StartsWith("0x", StringComparison.Ordinal)) => text.StartsWith("0x", StringComparison.Ordinal) ? text[2..] : text,
        _ => json?.DeepClone(),
    };
}
