using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Google.Protobuf.Reflection;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Rpc.OpenApi;

/// <summary>A request that keeps all rules: what is required and what else a reader should see; all of it if nothing is required.</summary>
sealed partial class Examples
{
    readonly Dictionary<string, string> _said = new(StringComparer.Ordinal);

    /// <param name="messages">An example in a field's comment (for example "C-0001") is one for all fields of its name.</param>
    public Examples(IEnumerable<MessageDescriptor> messages)
    {
        foreach (var field in messages.SelectMany(message => message.Fields.InDeclarationOrder()))
        {
            if (Said().Match(WireDescriptors.CommentOf(field)) is { Success: true } said)
            {
                _said.TryAdd(field.Name, said.Groups["example"].Value);
            }
        }
    }

    public JsonObject Of(MessageDescriptor message)
    {
        FieldDescriptor[] shown = [.. message.Fields.InDeclarationOrder().Where(IsShown)];
        var all = message.Fields.InDeclarationOrder().Where(field => !field.IsRepeated && field.FieldType != FieldType.Message);
        return new((shown.Length > 0 ? shown : all).Select(field => KeyValuePair.Create<string, JsonNode?>(field.JsonName, ValueOf(field))));
    }

    static bool IsShown(FieldDescriptor field)
    {
        var rule = WireDescriptors.RuleOf(field);
        return rule.Required || rule.PageSize || (rule.HasMin && rule.HasMax) || field.FieldType is FieldType.Bool or FieldType.Enum && !field.IsRepeated;
    }

    JsonNode ValueOf(FieldDescriptor field) => field.IsRepeated ? new JsonArray(ItemOf(field, WireDescriptors.RuleOf(field))) : ItemOf(field, WireDescriptors.RuleOf(field));

    JsonNode ItemOf(FieldDescriptor field, FieldRule rule) => field.FieldType switch
    {
        FieldType.Message when field.MessageType.FullName == "google.protobuf.Timestamp" => "2026-06-21T06:00:00Z",
        FieldType.Message => Of(field.MessageType),
        FieldType.String => TextOf(field, rule),
        FieldType.Bytes => Convert.ToBase64String(new byte[rule.Length > 0 ? rule.Length : 1]),
        FieldType.Bool => true,
        FieldType.Enum => field.EnumType.Values.First(value => value.Number != 0).Name,
        FieldType.Int32 or FieldType.UInt32 or FieldType.SInt32 => NumberOf(rule),
        _ => NumberOf(rule).ToString(CultureInfo.InvariantCulture),
    };

    static long NumberOf(FieldRule rule) => rule switch
    {
        { Timeslot: true } => 1_782_021_600, // 2026-06-21 06:00 UTC
        { PageSize: true } => 50,
        { HasMax: true, Max: < 1000 } => rule.HasMin ? rule.Min : 1,
        _ => Math.Clamp(1000, rule.HasMin ? rule.Min : long.MinValue, rule.HasMax ? rule.Max : long.MaxValue),
    };

    string TextOf(FieldDescriptor field, FieldRule rule)
    {
        var comment = WireDescriptors.CommentOf(field);
        var built = rule.Pattern.Length > 0 ? Matching(rule.Pattern) : new string('a', (int)Math.Max(rule.Length, 1));
        var start = Start().Match(comment).Groups["start"].Value;
        string[] candidates = [_said.GetValueOrDefault(field.Name, ""), start.Length < built.Length ? start + built[start.Length..] : "", built];
        return rule.Uuid
            ? "7d444840-9dc0-41d1-a245-5ffdce74fad2"
            : candidates.First(text => text.Length > 0 && (rule.Pattern.Length == 0 || Regex.IsMatch(text, $"^(?:{rule.Pattern})$", RegexOptions.None, TimeSpan.FromSeconds(1))));
    }

    /// <summary>Of a pattern that is a sequence of characters and classes, each with how often: what the protos use.</summary>
    static string Matching(string pattern)
    {
        var text = new StringBuilder();
        foreach (Match part in Part().Matches(pattern))
        {
            var one = part.Groups["class"].Success ? part.Groups["class"].Value[0] : part.Groups["one"].Value[0];
            var times = part.Groups["least"].Success ? int.Parse(part.Groups["least"].Value, CultureInfo.InvariantCulture) : part.Groups["maybe"].Success ? 0 : 1;
            text.Append(one, times);
        }

        return text.ToString();
    }

    [GeneratedRegex("(?:for example|e\\.g\\.) \"(?<example>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Said();

    // As in "MaStR number (SEE…, SVE…)".
    [GeneratedRegex("(?<start>[A-Z]{2,})…", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Start();

    [GeneratedRegex(@"(?:\[(?<class>[^\]]+)\]|\\?(?<one>[^\\\[\]{}?*+]))(?:\{(?<least>[0-9]+)(?:,[0-9]*)?\}|(?<maybe>[?*])|\+)?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Part();
}
