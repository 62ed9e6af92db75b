using LocalEnergyMarket.Hardware.Meters.Devices;

namespace LocalEnergyMarket.Hardware.Meters.Reading;

/// <summary>From the registers that were read to values with quality.</summary>
static class ValueDecoder
{
    /// <param name="registersOf">The registers of a quantity; empty if the device refused them.</param>
    public static MeterValue Decode(DeviceType device, DeviceValue value, Func<DeviceQuantity, ReadOnlySpan<ushort>> registersOf)
    {
        var (sum, step, wraps, floating) = (0m, 0m, 0m, false);
        foreach (var term in value.Terms)
        {
            var quantity = device.Quantity(term.Quantity);
            var registers = registersOf(quantity);
            if (registers.IsEmpty)
            {
                return MeterValue.Missing(value.Register);
            }

            var part = QuantityDecoder.Decode(quantity, registers);
            if (part.Value is not { } number)
            {
                return value.NotAvailableMeans == NotAvailableMeaning.Zero
                    ? new(value.Register, 0, MeterQuality.Derived)
                    : MeterValue.Missing(value.Register);
            }

            sum += number * term.Factor * quantity.Unit.Thousand;
            step = Math.Max(step, part.Step * quantity.Unit.Thousand);
            wraps = quantity.Raw == RawType.UInt32 ? (uint.MaxValue + 1m) * quantity.Scale * quantity.Unit.Thousand : 0;
            floating |= quantity.Raw == RawType.Float32;
        }

        return Whole(value.Register, sum, step, value.Terms.Count == 1 ? wraps : 0, floating);
    }

    /// <summary>A number as a value of ours; missing if it is none: a counter below 0, or more than fits.</summary>
    /// <param name="wraps">Where a counter starts anew; 0 if it does not.</param>
    /// <param name="floating">A counter that runs in binary fractions of a kWh shows 299.99998 Wh for 300: those are rounded, all others cut.</param>
    public static MeterValue Whole(MeterRegister register, decimal number, decimal step, decimal wraps, bool floating)
    {
        var counter = register != MeterRegister.PowerW;
        var whole = floating || !counter ? Math.Round(number, MidpointRounding.AwayFromZero) : Math.Floor(number);
        return whole is < long.MinValue or > long.MaxValue || (whole < 0 && counter)
            ? MeterValue.Missing(register)
            : new(
                register,
                (long)whole,
                MeterQuality.Good,
                (long)Math.Max(1, Math.Min(Math.Ceiling(step), long.MaxValue)),
                counter ? (long)Math.Ceiling(Math.Min(wraps, long.MaxValue)) : 0);
    }
}
