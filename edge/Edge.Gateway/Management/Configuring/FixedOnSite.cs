using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Edge.Gateway.Management.Configuring;

/// <summary>
/// What nobody changes from afar: what the box trusts, where its key and its data are, and which files it reads. Whoever could change these could take the box over, read its
/// files, or lose what it has measured; a technician on site can.
/// </summary>
static class FixedOnSite
{
    static readonly string[] Keys = ["authorityFile", "serverKeys", "tpm", "identityFile", "journalFile", "clock", "updates"];

    /// <summary>The keys that differ although they must not.</summary>
    public static IEnumerable<string> Differences(JsonObject before, JsonObject after) =>
        Keys.Where(key => !JsonNode.DeepEquals(Value(before, key), Value(after, key)))
            .Concat(Files(after, "").Except(Files(before, "")).Select(file => file.Name))
            .Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>Files that the configuration names, wherever: those of before may be used, others not. A device type is a file if it ends so.</summary>
    static IEnumerable<(string Name, string File)> Files(JsonNode? node, string name) => node switch
    {
        JsonObject json => json.SelectMany(p => Files(p.Value, p.Key.ToUpperInvariant())),
        JsonArray array => array.SelectMany(item => Files(item, name)),
        JsonValue value when value.TryGetValue<string>(out var text) && IsFile(name, text) => [(name, text)],
        _ => [],
    };

    static bool IsFile(string name, string text) =>
        name.EndsWith("FILE", StringComparison.Ordinal) || name.EndsWith("FOLDER", StringComparison.Ordinal)
        || (name == "TYPE" && text.EndsWith(".json", StringComparison.OrdinalIgnoreCase));

    static JsonNode? Value(JsonObject json, string key) => MergePatch.Key(json, key) is { } name ? json[name] : null;
}
