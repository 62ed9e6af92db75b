using System.Buffers;
using System.Text;

namespace LocalEnergyMarket.Protos.Evidence;

/// <summary>
/// A JSON value that has one form in bytes (RFC 8785): an object, an array, a string or an integer of 64 bits. Fractions, true, false and
/// null have no place in evidence. An integer is written in all its digits; beyond ±(2⁵³−1), where RFC 8785 would round, it stays exact.
/// </summary>
public abstract record CanonicalValue
{
    public static implicit operator CanonicalValue(string value) => new CanonicalText(value);

    public static implicit operator CanonicalValue(long value) => new CanonicalInteger(value);

    /// <summary>The canonical form in UTF-8.</summary>
    public byte[] ToUtf8()
    {
        var output = new ArrayBufferWriter<byte>();
        WriteTo(output);
        return output.WrittenSpan.ToArray();
    }

    public abstract void WriteTo(IBufferWriter<byte> output);

    public sealed override string ToString() => Encoding.UTF8.GetString(ToUtf8());
}

public sealed record CanonicalText(string Value) : CanonicalValue
{
    /// <exception cref="ArgumentException">The text has half of a surrogate pair, which UTF-8 cannot write.</exception>
    public override void WriteTo(IBufferWriter<byte> output) => CanonicalWriter.Text(output, Value);
}

public sealed record CanonicalInteger(long Value) : CanonicalValue
{
    public override void WriteTo(IBufferWriter<byte> output) => CanonicalWriter.Integer(output, Value);
}

public sealed record CanonicalArray(IReadOnlyList<CanonicalValue> Items) : CanonicalValue
{
    public override void WriteTo(IBufferWriter<byte> output)
    {
        output.Write("["u8);
        for (var i = 0; i < Items.Count; i++)
        {
            output.Write(i == 0 ? ""u8 : ","u8);
            Items[i].WriteTo(output);
        }

        output.Write("]"u8);
    }

    public bool Equals(CanonicalArray? other) => other is not null && Items.SequenceEqual(other.Items);

    public override int GetHashCode() => Items.Count == 0 ? 0 : HashCode.Combine(Items.Count, Items[0]);
}
