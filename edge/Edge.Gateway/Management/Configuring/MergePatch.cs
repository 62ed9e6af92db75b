using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Edge.Gateway.Management.Configuring;

/// <summary>
/// JSON merge patches (RFC 7386). Names are matched whatever their case, as the configuration file's are: a key that is there keeps the name it has.
/// </summary>
static class MergePatch
{
    public static JsonObject Apply(JsonObject target, JsonObject patch)
    {
        var result = (JsonObject)target.DeepClone();
        foreach (var (name, value) in patch)
        {
            var key = Key(result, name) ?? name;
            if (value is null)
            {
                result.Remove(key);
            }
            else
            {
                result[key] = value is JsonObject inner ? Apply(result[key] as JsonObject ?? [], inner) : value.DeepClone();
            }
        }

        return result;
    }

    /// <summary>The name of a key as it is written in the object.</summary>
    public static string? Key(JsonObject json, string name) => json.Select(p => p.Key).FirstOrDefault(key => string.Equals(key, name, StringComparison.OrdinalIgnoreCase));
}
