using System.Buffers.Binary;

namespace LocalEnergyMarket.Hardware.Tpm;

/// <summary>Builds TPM structures: big-endian integers and byte strings with a 16-bit length (TPM2B).</summary>
sealed class TpmWriter
{
    byte[] _bytes = new byte[256];

    public int Length { get; private set; }

    public TpmWriter U8(byte value)
    {
        Next(1)[0] = value;
        return this;
    }

    public TpmWriter U16(int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(Next(2), checked((ushort)value));
        return this;
    }

    public TpmWriter U32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(Next(4), value);
        return this;
    }

    public TpmWriter Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Next(bytes.Length));
        return this;
    }

    public TpmWriter Sized(ReadOnlySpan<byte> bytes) => U16(bytes.Length).Raw(bytes);

    public byte[] ToArray() => _bytes[..Length];

    Span<byte> Next(int count)
    {
        if (Length + count > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        }

        var span = _bytes.AsSpan(Length, count);
        Length += count;
        return span;
    }
}
