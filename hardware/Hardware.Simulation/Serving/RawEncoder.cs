using LocalEnergyMarket.Hardware.Meters.Devices;

namespace LocalEnergyMarket.Hardware.Simulation.Serving;

/// <summary>From numbers to the registers a device would show.</summary>
static class RawEncoder
{
    /// <param name="value">In Wh or W.</param>
    public static ushort[] Encode(DeviceTerm term, decimal value)
    {
        var raw = value / (term.Scale * (term.Unit is MeterUnit.KWh or MeterUnit.KW ? 1000 : 1));
        return Registers(term, term.Raw switch
        {
            RawType.Float32 => BitConverter.SingleToUInt32Bits((float)raw),
            RawType.Float64 => BitConverter.DoubleToUInt64Bits((double)raw),
            RawType.UInt64 => (ulong)decimal.Floor(raw),
            _ => (ulong)(long)decimal.Floor(raw),
        });
    }

    public static ushort[] Registers(DeviceTerm term, ulong bits)
    {
        var registers = new ushort[term.Raw.Registers];
        for (var i = 0; i < registers.Length; i++)
        {
            registers[term.Words == WordOrder.Big ? registers.Length - 1 - i : i] = (ushort)(bits >> (16 * i));
        }

        return registers;
    }
}
