using LocalEnergyMarket.Hardware.Meters.Reading;
using LocalEnergyMarket.Hardware.Simulation.Plants;

namespace LocalEnergyMarket.Hardware.Simulation.Serving;

/// <summary>The registers of one SunSpec model. Offsets count from its ID register.</summary>
sealed class SunSpecBlock
{
    public SunSpecBlock(int id, int length)
    {
        Registers = new ushort[2 + length];
        (Registers[0], Registers[1]) = ((ushort)id, (ushort)length);
    }

    public ushort[] Registers { get; }

    public void Put(int offset, int value) => Registers[offset] = unchecked((ushort)value);

    public void Text(int offset, int length, string text) => RegisterCodec.Registers(text, length).CopyTo(Registers, offset);

    public void NotImplemented(int offset, int pattern, params ReadOnlySpan<int> others)
    {
        Put(offset, pattern);
        foreach (var other in others)
        {
            Put(other, pattern);
        }
    }

    /// <summary>One number of 16 bits with its scale factor.</summary>
    /// <param name="none">What stands there instead if there is no value.</param>
    public void One(int offset, int scaleOffset, int scale, int? none, decimal value)
    {
        Put(offset, none ?? Raw(value, scale));
        Put(scaleOffset, scale);
    }

    /// <summary>A total and its three phases with one scale factor.</summary>
    /// <param name="divisor">What the phases' numbers are to be divided by.</param>
    public void Scaled(int total, int first, int scaleOffset, int scale, int? none, decimal value, Phases phases, decimal divisor)
    {
        One(total, scaleOffset, scale, none, value);
        for (var phase = 1; phase <= 3; phase++)
        {
            Put(first + phase - 1, none ?? Raw(phases[phase] / divisor, scale));
        }
    }

    /// <summary>acc32: 0 for none; starts anew at 2³².</summary>
    public void Counter(int offset, bool none, long millijoules, int scale)
    {
        var steps = none ? 0 : (uint)(millijoules / MeterTruth.MillijoulesPerWh / (scale == 1 ? 10 : 1));
        Put(offset, (int)(steps >> 16));
        Put(offset + 1, (int)(steps & 0xFFFF));
    }

    public void Float(int offset, bool none, decimal value)
    {
        var bits = none ? 0x7FC0_0000 : BitConverter.SingleToUInt32Bits((float)value);
        Put(offset, (int)(bits >> 16));
        Put(offset + 1, (int)(bits & 0xFFFF));
    }

    static int Raw(decimal value, int scale) => (int)Math.Round(value * scale switch { -2 => 100, -1 => 10, 0 => 1, _ => 0.1m }, MidpointRounding.AwayFromZero);
}
