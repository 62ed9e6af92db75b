using System.Globalization;
using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Backend.Evidence.Audits;

/// <summary>Names records so that a person finds them in the document.</summary>
static class Names
{
    static readonly string[] Keys = ["purchase", "bid", "offer", "meter", "customer"];

    public static string Record(AnchorKey anchor, int index, CanonicalObject content) =>
        string.Create(CultureInfo.InvariantCulture, $"Record {index} of the {anchor.KindName} version {anchor.Version} ({What(content)})");

    /// <summary>For example <c>bid 6f9619ff-…</c>.</summary>
    public static string What(CanonicalObject content)
    {
        var type = content.TryGet("type", out var t) && t is CanonicalText text ? text.Value : "a record without a type";
        var key = Keys.FirstOrDefault(k => content.TryGet(k, out _));
        return key is null ? type : $"{type} {(content.Members[key] is CanonicalText id ? id.Value : content.Members[key].ToString())}";
    }

    /// <summary>Which members differ, for example <c>quantity_wh is 500, computed 400</c>.</summary>
    public static string Difference(CanonicalObject stated, CanonicalObject computed) => string.Join(
        "; ",
        stated.Members.Keys.Union(computed.Members.Keys, StringComparer.Ordinal)
            .Where(name => !stated.TryGet(name, out var a) || !computed.TryGet(name, out var b) || !a.Equals(b))
            .Select(name => $"{name} is {Value(stated, name)}, computed {Value(computed, name)}"));

    static string Value(CanonicalObject content, string name) => content.TryGet(name, out var value) ? value.ToString() : "absent";
}
