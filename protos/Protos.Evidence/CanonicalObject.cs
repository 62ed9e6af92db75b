using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace LocalEnergyMarket.Protos.Evidence;

/// <summary>A JSON object; its members are written in the order of their names' UTF-16 code units (RFC 8785 section 3.2.3).</summary>
public sealed record CanonicalObject : CanonicalValue
{
    readonly SortedDictionary<string, CanonicalValue> _members = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">Two members have the same name.</exception>
    public CanonicalObject(params IEnumerable<(string Name, CanonicalValue Value)> members)
    {
        foreach (var (name, value) in members)
        {
            if (!_members.TryAdd(name, value))
            {
                throw new ArgumentException($"The member '{Shorten(name)}' stands twice in one object.", nameof(members));
            }
        }
    }

    public IReadOnlyDictionary<string, CanonicalValue> Members => _members;

    public bool TryGet(string name, [NotNullWhen(true)] out CanonicalValue? value) => _members.TryGetValue(name, out value);

    /// <exception cref="FormatException">There is no such member, or it is not a string.</exception>
    public string TextOf(string name) => Member<CanonicalText>(name, "a string").Value;

    /// <exception cref="FormatException">There is no such member, or it is not an integer.</exception>
    public long IntegerOf(string name) => Member<CanonicalInteger>(name, "an integer").Value;

    /// <exception cref="FormatException">There is no such member, or it is not an integer from min to max.</exception>
    public long IntegerOf(string name, long min, long max) => IntegerOf(name) is var value && value >= min && value <= max
        ? value
        : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"The member '{name}' is {value}, which is not between {min} and {max}."));

    /// <exception cref="FormatException">There is no such member, or it is not an array.</exception>
    public IReadOnlyList<CanonicalValue> ItemsOf(string name) => Member<CanonicalArray>(name, "an array").Items;

    /// <exception cref="FormatException">There is no such member, or it is not an object.</exception>
    public CanonicalObject ObjectOf(string name) => Member<CanonicalObject>(name, "an object");

    public override void WriteTo(IBufferWriter<byte> output)
    {
        output.Write("{"u8);
        var first = true;
        foreach (var (name, value) in _members)
        {
            output.Write(first ? ""u8 : ","u8);
            first = false;
            CanonicalWriter.Text(output, name);
            output.Write(":"u8);
            value.WriteTo(output);
        }

        output.Write("}"u8);
    }

    public bool Equals(CanonicalObject? other) => other is not null && _members.SequenceEqual(other._members);

    public override int GetHashCode() => _members.Aggregate(0, (hash, member) => HashCode.Combine(hash, member.Key, member.Value));

    T Member<T>(string name, string kind)
        where T : CanonicalValue =>
        _members.TryGetValue(name, out var value)
            ? value as T ?? throw new FormatException($"The member '{name}' is not {kind}: {Shorten(value.ToString())}")
            : throw new FormatException($"The member '{name}' ({kind}) is missing.");

    static string Shorten(string text) => text.Length > 60 ? string.Concat(text.AsSpan(0, 60), "…") : text;
}
