using LocalEnergyMarket.Hardware.Meters.Devices;

namespace LocalEnergyMarket.Hardware.Meters.Reading;

/// <summary>From the registers that were read to values with quality.</summary>
static class ValueDecoder
{
    /// <param name="registersOf">The registers of a term; empty if the device refused them.</param>
    public static MeterValue Decode(DeviceValue value, Func<DeviceTerm, ReadOnlySpan<ushort>> registersOf)
    {
        var sum = 0m;
        foreach (var term in value.Terms)
        {
            var registers = registersOf(term);
            if (registers.IsEmpty)
            {
                return MeterValue.Missing(value.Register);
            }

            if (RawDecoder.Decode(term, registers) is not { } part)
            {
                return value.NotAvailableMeans == NotAvailableMeaning.Zero
                    ? new(value.Register, 0, MeterQuality.Derived)
                    : MeterValue.Missing(value.Register);
            }

            sum += part;
        }

        // A counter that runs in binary fractions of a kWh shows 299.99998 Wh for 300: those are rounded, all others cut.
        var nearest = value.Register == MeterRegister.PowerW || value.Terms.Any(t => t.Raw == RawType.Float32);
        var whole = nearest ? Math.Round(sum, MidpointRounding.AwayFromZero) : Math.Floor(sum);
        return whole is < long.MinValue or > long.MaxValue || (whole < 0 && value.Register != MeterRegister.PowerW)
            ? MeterValue.Missing(value.Register)
            : new(value.Register, (long)whole, MeterQuality.Good);
    }
}
