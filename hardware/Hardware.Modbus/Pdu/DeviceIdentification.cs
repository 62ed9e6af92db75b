using System.Text;

namespace LocalEnergyMarket.Hardware.Modbus.Pdu;

/// <summary>What a device says it is: the objects of function 43/14 by their numbers (Modbus application protocol 1.1b3, section 6.21).</summary>
public sealed record DeviceIdentification(IReadOnlyDictionary<byte, string> Objects)
{
    /// <summary>The number of function 43's device identification.</summary>
    internal const byte Interface = 14;

    /// <summary>Object 0.</summary>
    public string? VendorName => Objects.GetValueOrDefault((byte)0);

    /// <summary>Object 1.</summary>
    public string? ProductCode => Objects.GetValueOrDefault((byte)1);

    /// <summary>Object 2: major and minor revision.</summary>
    public string? Revision => Objects.GetValueOrDefault((byte)2);

    /// <summary>Object 5.</summary>
    public string? ModelName => Objects.GetValueOrDefault((byte)5);

    /// <summary>Objects are ASCII by the protocol; what is not becomes a question mark.</summary>
    internal static string Text(ReadOnlySpan<byte> value) => Encoding.ASCII.GetString(value).TrimEnd('\0', ' ');
}

/// <summary>How much of the identification is asked for.</summary>
public enum DeviceIdentificationLevel : byte
{
    None = 0,
    /// <summary>Vendor, product code, revision: every device that knows the function has these.</summary>
    Basic = 1,
    /// <summary>Besides: vendor's URL, product, model, application.</summary>
    Regular = 2,
    /// <summary>Besides: the vendor's own objects.</summary>
    Extended = 3,
}
