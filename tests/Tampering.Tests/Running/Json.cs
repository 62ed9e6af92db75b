using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Tampering.Tests.Running;

/// <summary>Finds and changes parts of a document.</summary>
static class Json
{
    public static string Changed(string document, Action<JsonObject> change)
    {
        var json = (JsonObject)JsonNode.Parse(document)!;
        change(json);
        var changed = json.ToJsonString();
        Assert.NotEqual(JsonNode.Parse(document)!.ToJsonString(), changed, StringComparer.Ordinal);
        return changed;
    }

    public static JsonObject Tree(this JsonObject export, string kind, int version = 1) =>
        export["trees"]!.AsArray().Select(tree => (JsonObject)tree!).Single(tree => (string)tree["kind"]! == kind && (int)tree["version"]! == version);

    public static JsonObject Leaf(this JsonObject export, string kind, int index, int version = 1) => (JsonObject)export.Tree(kind, version)["leaves"]![index]!;

    public static JsonObject Content(this JsonObject export, string kind, int index, int version = 1) => (JsonObject)export.Leaf(kind, index, version)["content"]!;

    public static JsonArray Leaves(this JsonObject export, string kind, int version = 1) => export.Tree(kind, version)["leaves"]!.AsArray();

    /// <summary>The first proof of a record of this type.</summary>
    public static JsonObject Proof(this JsonObject proofs, string type) => proofs["proofs"]!.AsArray().Select(proof => (JsonObject)proof!).First(proof => (string)proof["content"]!["type"]! == type);

    public static void Raise(this JsonObject content, string member, long number) => content[member] = (long)content[member]! + number;

    /// <summary>Another first digit.</summary>
    public static string Other(JsonNode? hex) => (string)hex! is var text && text[0] == '0' ? "1" + text[1..] : "0" + text[1..];
}
