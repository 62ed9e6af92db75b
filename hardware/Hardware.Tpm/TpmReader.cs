using System.Buffers.Binary;

namespace LocalEnergyMarket.Hardware.Tpm;

/// <summary>Reads TPM structures. A structure that ends too early is a <see cref="FormatException"/>.</summary>
ref struct TpmReader(ReadOnlySpan<byte> bytes)
{
    ReadOnlySpan<byte> _rest = bytes;

    public readonly bool AtEnd => _rest.IsEmpty;

    public byte U8() => Take(1)[0];

    public int U16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public uint U32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    public ReadOnlySpan<byte> Sized() => Take(U16());

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            throw new FormatException($"A TPM structure ends after {_rest.Length} bytes where {count} more are needed.");
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
