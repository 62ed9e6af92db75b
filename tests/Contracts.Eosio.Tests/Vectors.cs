using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio.Tests;

/// <summary>
/// Data/vectors.json: values on which two public libraries agreed, and blocks of a real nodeos. Data/nodeos: requests and answers of a real nodeos (Leap 4.0.6).
/// </summary>
static class Vectors
{
    static readonly JsonObject All = Load("vectors.json");

    internal static IEnumerable<string> Sections => All.Select(section => section.Key);

    public static JsonArray Names => All["names"]!.AsArray();

    public static JsonArray Keys => All["keys"]!.AsArray();

    public static JsonArray Signatures => All["signatures"]!.AsArray();

    public static JsonArray Primitives => All["primitives"]!.AsArray();

    public static JsonArray Abi => All["abi"]!.AsArray();

    public static JsonArray Transactions => All["transactions"]!.AsArray();

    public static JsonArray TaposFromBlockId => All["taposFromBlockId"]!.AsArray();

    public static JsonObject TestAbi => All["testAbi"]!.AsObject();

    public static JsonObject PackedAbi => All["packedAbi"]!.AsObject();

    public static JsonArray Blocks => All["blocks"]!.AsArray();

    public static JsonArray ActionReceipts => All["actionReceipts"]!.AsArray();

    public static JsonArray MerkleExamples => All["merkleExamples"]!.AsArray();

    public static JsonObject Recording(string name) => Load(Path.Combine("nodeos", name + ".json"));

    public static string Text(this JsonNode? node, string field) => node![field]!.GetValue<string>();

    public static byte[] Bytes(this JsonNode? node, string field) => Convert.FromHexString(node.Text(field));

    static JsonObject Load(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", file)))!.AsObject();
}
