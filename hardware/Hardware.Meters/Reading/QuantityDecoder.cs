using System.Runtime.InteropServices;
using LocalEnergyMarket.Hardware.Meters.Devices;

namespace LocalEnergyMarket.Hardware.Meters.Reading;

/// <summary>A number a device shows.</summary>
/// <param name="Value">In the quantity's unit; null if the device says it has none.</param>
/// <param name="Step">The smallest step in which it moves where it stands, in the unit.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct DecodedNumber(decimal? Value, decimal Step);

/// <summary>From the registers of a quantity to its number, scaled to its unit.</summary>
static class QuantityDecoder
{
    public static DecodedNumber Decode(DeviceQuantity quantity, ReadOnlySpan<ushort> registers)
    {
        var bits = RegisterCodec.Bits(quantity.Words, registers);
        foreach (var pattern in quantity.NotAvailable)
        {
            if (bits == RegisterCodec.Pattern(pattern))
            {
                return default;
            }
        }

        return RegisterCodec.Number(quantity.Raw, bits) is { } raw
            ? new(raw * quantity.Scale, RegisterCodec.Step(quantity.Raw, bits) * Math.Abs(quantity.Scale))
            : default;
    }
}
