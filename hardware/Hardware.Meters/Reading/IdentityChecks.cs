using System.Globalization;
using LocalEnergyMarket.Hardware.Meters.Devices;

namespace LocalEnergyMarket.Hardware.Meters.Reading;

/// <summary>Whether a device is what its type says.</summary>
static class IdentityChecks
{
    /// <summary>A number or text as text; null if the device has none.</summary>
    public static string? Text(DeviceQuantity quantity, ReadOnlySpan<ushort> registers) =>
        registers.IsEmpty ? null
        : quantity.Raw == RawType.Text ? RegisterCodec.Text(registers)
        : QuantityDecoder.Decode(quantity, registers).Value is { } number ? number.ToString("0.############", CultureInfo.InvariantCulture) : null;

    /// <summary>Null if the device does not have the quantity.</summary>
    public static bool? Holds(DeviceCheck check, DeviceQuantity quantity, ReadOnlySpan<ushort> registers)
    {
        if (Text(quantity, registers) is not { } text)
        {
            return null;
        }

        if (check.BeginsWith.Count > 0)
        {
            return check.BeginsWith.Any(b => text.StartsWith(b, StringComparison.OrdinalIgnoreCase));
        }

        return decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) && number >= (check.Min ?? number) && number <= (check.Max ?? number);
    }

    public static IEnumerable<string> Broken(DeviceType device, DeviceCheck check, RegisterImage image)
    {
        var quantity = device.Quantity(check.Quantity);
        if (Holds(check, quantity, image.Of(quantity)) is false)
        {
            yield return $"{quantity.Name} is {Text(quantity, image.Of(quantity))}: {check.Otherwise}";
        }
    }
}
