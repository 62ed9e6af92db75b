using System.Globalization;
using LocalEnergyMarket.Hardware.Modbus;
using LocalEnergyMarket.Hardware.Simulation.Faults;
using LocalEnergyMarket.Hardware.Simulation.Plants;

namespace LocalEnergyMarket.Hardware.Simulation.Serving;

/// <summary>
/// A SunSpec device: the mark "SunS", the common model, one model with values (103 and 113 of inverters, 203 and 213 of meters), the end mark. Offsets
/// are those of the SunSpec models and stand here once more on purpose: the reader has its own.
/// </summary>
/// <param name="model">103, 113, 203 or 213.</param>
/// <param name="now">What the meter shows.</param>
/// <param name="serial">In the common model.</param>
/// <param name="baseAddress">40000, 0 or 50000.</param>
/// <param name="faults">Null for one that works for ever.</param>
public sealed class SunSpecDevice(int model, Func<MeterTruth> now, string serial, int baseAddress = 40_000, FaultScope? faults = null) : IModbusUnit
{
    const int CommonLength = 66;

    /// <summary>Models that can be simulated.</summary>
    public static IReadOnlyList<int> Models { get; } = [103, 113, 203, 213];

    public ModbusExceptionCode Read(ModbusFunction function, ushort address, Span<ushort> registers)
    {
        if (function != ModbusFunction.ReadHoldingRegisters)
        {
            return ModbusExceptionCode.IllegalFunction;
        }

        var image = Image(now(), faults?.Standing(FaultKind.NotAvailable) is not null);
        var first = address - baseAddress;
        if (first < 0 || first + registers.Length > image.Length)
        {
            return ModbusExceptionCode.IllegalDataAddress;
        }

        image.AsSpan(first, registers.Length).CopyTo(registers);
        return ModbusExceptionCode.None;
    }

    public ModbusExceptionCode Write(ushort address, ReadOnlySpan<ushort> values) => ModbusExceptionCode.IllegalFunction;

    ushort[] Image(MeterTruth truth, bool notAvailable)
    {
        var values = new SunSpecBlock(model, model switch { 103 => 50, 113 => 60, 203 => 105, 213 => 124, _ => throw new InvalidOperationException($"model {model}") });
        switch (model)
        {
            case 103: Inverter(values, truth, notAvailable); break;
            case 113: FloatInverter(values, truth, notAvailable); break;
            case 203: Meter(values, truth, notAvailable); break;
            default: FloatMeter(values, truth, notAvailable); break;
        }

        return [0x5375, 0x6E53, .. Common().Registers, .. values.Registers, 0xFFFF, 0];
    }

    SunSpecBlock Common()
    {
        var common = new SunSpecBlock(1, CommonLength);
        common.Text(2, 16, "Local Energy Market");
        common.Text(18, 16, string.Create(CultureInfo.InvariantCulture, $"Simulator {model}"));
        common.Text(42, 8, "1.0");
        common.Text(50, 16, serial);
        common.Put(66, 1);
        common.Put(67, 0x8000);
        return common;
    }

    /// <summary>Power positive is production.</summary>
    static void Inverter(SunSpecBlock block, MeterTruth truth, bool none)
    {
        var phases = truth.Phases;
        var (unsigned, signed) = (none ? 0xFFFF : (int?)null, none ? 0x8000 : (int?)null);
        block.Scaled(2, 3, 6, -2, unsigned, phases.Milliampere.Total / 1000m, phases.Milliampere, 1000m);
        block.Put(13, -1);
        for (var phase = 1; phase <= 3; phase++)
        {
            block.Put(6 + phase, 0xFFFF);
            block.Put(9 + phase, none ? 0xFFFF : (int)(phases.Millivolt[phase] / 100));
        }

        block.One(14, 15, 0, signed, truth.PowerW);
        block.One(16, 17, -2, unsigned, phases.Millihertz / 1000m);
        block.One(18, 19, 0, signed, phases.ApparentVa.Total);
        block.One(20, 21, 0, signed, phases.ReactiveVar.Total);
        block.One(22, 23, -1, signed, 99);
        block.Counter(24, none, truth.ExportMillijoules, 0);
        block.Put(26, 0);
        block.NotImplemented(27, 0xFFFF, 29);
        block.NotImplemented(31, 0x8000);
        block.NotImplemented(28, 0x8000, 30, 32, 34, 35, 36, 37);
        block.Put(33, 0x8000);
        block.Put(38, truth.PowerW > 0 ? 4 : 2);
        block.Put(39, 0xFFFF);
    }

    static void FloatInverter(SunSpecBlock block, MeterTruth truth, bool none)
    {
        var phases = truth.Phases;
        block.Float(2, none, phases.Milliampere.Total / 1000m);
        for (var phase = 1; phase <= 3; phase++)
        {
            block.Float(2 + (2 * phase), none, phases.Milliampere[phase] / 1000m);
            block.Float(8 + (2 * phase), none: true, 0);
            block.Float(14 + (2 * phase), none, phases.Millivolt[phase] / 1000m);
        }

        block.Float(22, none, truth.PowerW);
        block.Float(24, none, phases.Millihertz / 1000m);
        block.Float(26, none, phases.ApparentVa.Total);
        block.Float(28, none, phases.ReactiveVar.Total);
        block.Float(30, none, 99);
        block.Float(32, none, truth.ExportMillijoules / (decimal)MeterTruth.MillijoulesPerWh);
        foreach (var offset in (int[])[34, 36, 38, 40, 42, 44, 46])
        {
            block.Float(offset, none: true, 0);
        }

        block.Put(48, truth.PowerW > 0 ? 4 : 2);
        block.Put(49, 0xFFFF);
    }

    /// <summary>A meter at a point: power positive is drawing.</summary>
    static void Meter(SunSpecBlock block, MeterTruth truth, bool none)
    {
        var phases = truth.Phases;
        var no = none ? 0x8000 : (int?)null;
        block.Scaled(2, 3, 6, -2, no, phases.Milliampere.Total / 1000m, phases.Milliampere, 1000m);
        block.Scaled(7, 8, 15, -1, no, phases.Millivolt.Total / 3000m, phases.Millivolt, 1000m);
        block.NotImplemented(11, 0x8000, 12, 13, 14);
        block.One(16, 17, -2, no, phases.Millihertz / 1000m);
        block.Scaled(18, 19, 22, 0, no, -truth.PowerW, -phases.PowerW, 1);
        block.Scaled(23, 24, 27, 0, no, phases.ApparentVa.Total, phases.ApparentVa, 1);
        block.Scaled(28, 29, 32, 0, no, -phases.ReactiveVar.Total, -phases.ReactiveVar, 1);
        block.NotImplemented(33, 0x8000, 34, 35, 36, 37);
        block.Counter(38, none, truth.ExportMillijoules, 1);
        block.Counter(46, none, truth.ImportMillijoules, 1);
        for (var phase = 1; phase <= 3; phase++)
        {
            block.Counter(38 + (2 * phase), none, phases.ExportMillijoules[phase], 1);
            block.Counter(46 + (2 * phase), none, phases.ImportMillijoules[phase], 1);
        }

        block.Put(54, 1);
        block.NotImplemented(71, 0x8000, 104);
    }

    static void FloatMeter(SunSpecBlock block, MeterTruth truth, bool none)
    {
        var phases = truth.Phases;
        for (var offset = 2; offset < 124; offset += 2)
        {
            block.Float(offset, none: true, 0);
        }

        block.Float(2, none, phases.Milliampere.Total / 1000m);
        block.Float(10, none, phases.Millivolt.Total / 3000m);
        block.Float(26, none, phases.Millihertz / 1000m);
        block.Float(28, none, -truth.PowerW);
        block.Float(36, none, phases.ApparentVa.Total);
        block.Float(44, none, -phases.ReactiveVar.Total);
        block.Float(60, none, truth.ExportMillijoules / (decimal)MeterTruth.MillijoulesPerWh);
        block.Float(68, none, truth.ImportMillijoules / (decimal)MeterTruth.MillijoulesPerWh);
        for (var phase = 1; phase <= 3; phase++)
        {
            block.Float(2 + (2 * phase), none, phases.Milliampere[phase] / 1000m);
            block.Float(10 + (2 * phase), none, phases.Millivolt[phase] / 1000m);
            block.Float(28 + (2 * phase), none, -phases.PowerW[phase]);
            block.Float(36 + (2 * phase), none, phases.ApparentVa[phase]);
            block.Float(44 + (2 * phase), none, -phases.ReactiveVar[phase]);
            block.Float(60 + (2 * phase), none, phases.ExportMillijoules[phase] / (decimal)MeterTruth.MillijoulesPerWh);
            block.Float(68 + (2 * phase), none, phases.ImportMillijoules[phase] / (decimal)MeterTruth.MillijoulesPerWh);
        }

        block.Put(124, 0);
        block.Put(125, 0);
    }
}
