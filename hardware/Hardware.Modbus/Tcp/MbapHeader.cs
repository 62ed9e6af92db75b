using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace LocalEnergyMarket.Hardware.Modbus.Tcp;

/// <summary>The seven bytes before a PDU on TCP: transaction, protocol 0, length of what follows, unit (Modbus messaging on TCP/IP 1.0b, 3.1.3).</summary>
[StructLayout(LayoutKind.Auto)]
readonly record struct MbapHeader(ushort Transaction, byte Unit, int PduLength)
{
    public const int Length = 7;

    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt16BigEndian(target, Transaction);
        BinaryPrimitives.WriteUInt16BigEndian(target[2..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(target[4..], (ushort)(PduLength + 1));
        target[6] = Unit;
    }

    /// <summary>False if the bytes are not a header of Modbus with a PDU of 1 to 253 bytes.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out MbapHeader header)
    {
        var length = BinaryPrimitives.ReadUInt16BigEndian(source[4..]) - 1;
        header = new(BinaryPrimitives.ReadUInt16BigEndian(source), source[6], length);
        return BinaryPrimitives.ReadUInt16BigEndian(source[2..]) == 0 && length is >= 1 and <= Pdu.ModbusPdu.MaxLength;
    }
}
