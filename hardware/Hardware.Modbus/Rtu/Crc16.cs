namespace LocalEnergyMarket.Hardware.Modbus.Rtu;

/// <summary>The check of an RTU frame: polynomial 0xA001 (reflected 0x8005), begins with 0xFFFF, low byte first on the wire (Modbus over serial line 1.02, section 6.2.2).</summary>
static class Crc16
{
    public static ushort Of(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xFFFF;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xA001 : crc >> 1;
            }
        }

        return (ushort)crc;
    }

    /// <summary>True if the last two bytes are the check of those before.</summary>
    public static bool Holds(ReadOnlySpan<byte> frame)
    {
        var crc = Of(frame[..^2]);
        return frame[^2] == (byte)crc && frame[^1] == (byte)(crc >> 8);
    }

    /// <summary>Writes the check into the last two bytes.</summary>
    public static void Seal(Span<byte> frame)
    {
        var crc = Of(frame[..^2]);
        (frame[^2], frame[^1]) = ((byte)crc, (byte)(crc >> 8));
    }
}
