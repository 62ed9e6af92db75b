using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Meters.Reading;

namespace LocalEnergyMarket.Hardware.Meters.SunSpec;

/// <summary>From the registers of a model to numbers, texts and values.</summary>
static class SunSpecDecoder
{
    const int LargestPower = 10;

    /// <param name="registers">The model's, from its ID register on; points beyond their end are not implemented.</param>
    public static DecodedNumber Number(SunSpecModel model, SunSpecPoint point, ReadOnlySpan<ushort> registers)
    {
        if (Bits(point, registers) is not { } bits || point.Raw.IsNotImplemented(bits, point.Mandatory) || Scale(model, point, registers) is not { } scale)
        {
            return default;
        }

        return RegisterCodec.Number(point.Raw.Number, bits) is { } raw ? new(raw * scale, RegisterCodec.Step(point.Raw.Number, bits) * scale) : default;
    }

    public static string? Text(SunSpecPoint point, ReadOnlySpan<ushort> registers) =>
        point.Offset + point.Registers <= registers.Length ? RegisterCodec.Text(registers.Slice(point.Offset, point.Registers)) : null;

    public static MeterValue Value(SunSpecModel model, SunSpecValue value, ReadOnlySpan<ushort> registers)
    {
        var point = model.Find(value.Point)!;
        var number = Number(model, point, registers);
        if (number.Value is not { } known)
        {
            return value.NotAvailableMeans == NotAvailableMeaning.Zero && point.Offset < registers.Length
                ? new(value.Register, 0, MeterQuality.Derived)
                : MeterValue.Missing(value.Register);
        }

        var wraps = point.Raw is SunSpecType.Acc32 or SunSpecType.UInt32 ? (uint.MaxValue + 1m) * number.Step : 0;
        return ValueDecoder.Whole(
            value.Register, known * value.Factor * point.Unit.Thousand, number.Step * point.Unit.Thousand, wraps * point.Unit.Thousand, point.Raw == SunSpecType.Float32);
    }

    /// <summary>The registers of a model that its values need, from its ID register on.</summary>
    public static int Needed(SunSpecModel model) => model.Values
        .Select(v => model.Find(v.Point)!)
        .SelectMany(p => p.ScaleFactor is { } scale ? [p, model.Find(scale)!] : new[] { p })
        .Max(p => p.Offset + p.Registers);

    /// <summary>1 without a scale factor, and where the device leaves out one that it may. Null if it cannot be one: then the number means nothing.</summary>
    static decimal? Scale(SunSpecModel model, SunSpecPoint point, ReadOnlySpan<ushort> registers)
    {
        if (point.ScaleFactor is not { } name)
        {
            return 1;
        }

        var factor = model.Find(name)!;
        if (Bits(factor, registers) is not { } bits || SunSpecType.SunSsf.IsNotImplemented(bits, mandatory: true))
        {
            return factor.Mandatory ? null : 1;
        }

        var power = (short)bits;
        return Math.Abs(power) <= LargestPower ? Power(power) : null;
    }

    static decimal Power(int power)
    {
        var result = 1m;
        for (var i = 0; i < Math.Abs(power); i++)
        {
            result = power > 0 ? result * 10 : result / 10;
        }

        return result;
    }

    static ulong? Bits(SunSpecPoint point, ReadOnlySpan<ushort> registers) =>
        point.Offset + point.Registers <= registers.Length ? RegisterCodec.Bits(WordOrder.Big, registers.Slice(point.Offset, point.Registers)) : null;
}
