using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LocalEnergyMarket.Contracts.Chain.Tests.Golden;

/// <summary>Compares an answer with the recorded one: fields and their order, kinds, lengths of arrays, and values unless <see cref="Differences"/> has a reason.</summary>
static partial class Comparison
{
    /// <summary>What is different, a line each.</summary>
    public static IReadOnlyList<string> Find(Recording recording, JsonNode? answer)
    {
        var found = new List<string>();
        Compare(new(recording, found), WithoutLeftOut(recording.Response), answer, "$", "");
        return found;
    }

    static JsonNode WithoutLeftOut(JsonNode recorded)
    {
        var copy = recorded.DeepClone();
        if (copy is JsonObject fields && fields["apis"] is JsonArray apis)
        {
            apis.RemoveAll(path => Differences.LeftOut.Contains(path!.GetValue<string>()));
        }

        return copy;
    }

    static void Compare(Context context, JsonNode? recorded, JsonNode? answer, string path, string field)
    {
        if (recorded?.GetValueKind() != answer?.GetValueKind())
        {
            context.Found.Add($"{path}: recorded {Text(recorded)}, answered {Text(answer)}");
            return;
        }

        switch (recorded)
        {
            case JsonObject fields:
                CompareFields(context, fields, answer!.AsObject(), path);
                break;
            case JsonArray items:
                CompareItems(context, items, answer!.AsArray(), path, field);
                break;
            case JsonValue when !context.MayDiffer(path, field):
                var (left, right) = (Mask(Text(recorded)), Mask(Text(answer)));
                if (left != right)
                {
                    context.Found.Add($"{path}: recorded {left}, answered {right}");
                }

                break;
        }
    }

    static void CompareFields(Context context, JsonObject recorded, JsonObject answer, string path)
    {
        var (left, right) = (string.Join(' ', recorded.Select(f => f.Key)), string.Join(' ', answer.Select(f => f.Key)));
        if (left != right)
        {
            context.Found.Add($"{path}: recorded fields {left}, answered {right}");
        }

        foreach (var (name, value) in recorded)
        {
            if (answer.TryGetPropertyValue(name, out var other))
            {
                Compare(context, value, other, $"{path}.{name}", name is "timestamp" && path.EndsWith(".context", StringComparison.Ordinal) ? "timestamp of the error" : name);
            }
        }
    }

    static void CompareItems(Context context, JsonArray recorded, JsonArray answer, string path, string field)
    {
        if (recorded.Count != answer.Count)
        {
            context.Found.Add($"{path}: recorded {recorded.Count} elements, answered {answer.Count}: {Text(answer)}");
        }

        foreach (var (left, right) in recorded.Zip(answer))
        {
            Compare(context, left, right, $"{path}[]", field);
        }
    }

    static string Text(JsonNode? node) => node?.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) ?? "null";

    /// <summary>Ids and durations inside of messages.</summary>
    static string Mask(string text) => Duration().Replace(TransactionId().Replace(text, "transaction <id>"), "for too long <time>");

    [GeneratedRegex("transaction [0-9a-f]{64}", RegexOptions.NonBacktracking)]
    private static partial Regex TransactionId();

    [GeneratedRegex("for too long [0-9]+us", RegexOptions.NonBacktracking)]
    private static partial Regex Duration();

    sealed record Context(Recording Recording, List<string> Found)
    {
        public bool MayDiffer(string path, string field) => Differences.Fields.ContainsKey(field)
            || Differences.Values.ContainsKey((Recording.Name, path))
            || Differences.Values.ContainsKey((Family, path));

        /// <summary>Recordings of the same request made in other ways.</summary>
        string Family => Path.GetFileName(Recording.Name) is { } name && name.StartsWith("get_info", StringComparison.Ordinal) ? "get_info" : Recording.Name;
    }
}
