using System.Buffers.Binary;

namespace LocalEnergyMarket.Backend.Attestation.Keys;

/// <summary>Reads big-endian TPM structures; one that ends too early is a <see cref="FormatException"/>.</summary>
ref struct AreaReader(ReadOnlySpan<byte> bytes)
{
    ReadOnlySpan<byte> _rest = bytes;

    public readonly bool AtEnd => _rest.IsEmpty;

    public int U16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public uint U32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    public ReadOnlySpan<byte> Sized() => Take(U16());

    /// <summary>A number of at most <paramref name="size"/> bytes, filled up with zeros on the left.</summary>
    public byte[] Number(int size)
    {
        var number = Sized();
        if (number.Length > size)
        {
            throw new FormatException($"a number has {number.Length} bytes where {size} are the most");
        }

        var padded = new byte[size];
        number.CopyTo(padded.AsSpan(size - number.Length));
        return padded;
    }

    ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            throw new FormatException($"it ends after {_rest.Length} bytes where {count} more are needed");
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
