using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Meters.Reading;
using LocalEnergyMarket.Hardware.Modbus;
using LocalEnergyMarket.Hardware.Simulation.Faults;
using LocalEnergyMarket.Hardware.Simulation.Plants;

namespace LocalEnergyMarket.Hardware.Simulation.Serving;

/// <summary>
/// A meter of the site in the shape of a device type, with every quantity its file knows. As strict as the strictest devices: a read must begin and end
/// with a whole value, may not be longer than the type allows, and every other address is refused. Nothing can be written.
/// </summary>
public sealed class SimulatedDevice : IModbusUnit
{
    readonly DeviceType _device;
    readonly Func<MeterTruth> _now;
    readonly FaultScope _faults;
    readonly QuantityTruth _truth;
    readonly ILookup<(ModbusFunction, int), DeviceQuantity> _quantities;
    readonly HashSet<string> _restsAsNotAvailable;

    public SimulatedDevice(DeviceType device, Func<MeterTruth> now, string serial = "1LEM0000000000", FaultScope? faults = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        (_device, _now, _faults, _truth) = (device, now, faults ?? FaultScope.None, new(device, serial));
        _quantities = device.Quantities.ToLookup(q => (q.Function, (int)q.Address));
        _restsAsNotAvailable = [.. device.Values.Where(v => v.NotAvailableMeans == NotAvailableMeaning.Zero).SelectMany(v => v.Terms).Select(t => t.Quantity)];
    }

    public ModbusExceptionCode Read(ModbusFunction function, ushort address, Span<ushort> registers)
    {
        if (registers.Length > _device.MaxRegisters)
        {
            return ModbusExceptionCode.IllegalDataValue;
        }

        var (truth, notAvailable) = (_now(), _faults.Standing(FaultKind.NotAvailable) is not null);
        for (var done = 0; done < registers.Length;)
        {
            // Some maps show the same number twice from the same address, once shorter.
            var rest = registers.Length - done;
            var quantity = _quantities[(function, address + done)].Where(q => q.Registers <= rest).MaxBy(q => q.Registers);
            if (quantity is null && !Filler(function, address + done))
            {
                return ModbusExceptionCode.IllegalDataAddress;
            }

            var image = quantity is null ? [0] : Encode(quantity, truth, notAvailable);
            image.CopyTo(registers[done..]);
            done += image.Length;
        }

        return ModbusExceptionCode.None;
    }

    public ModbusExceptionCode Write(ushort address, ReadOnlySpan<ushort> values) => ModbusExceptionCode.IllegalFunction;

    /// <summary>Some devices answer for addresses between their values; none begins a read inside a value.</summary>
    bool Filler(ModbusFunction function, int address) =>
        _device.MaxGap > 0 && !_device.Quantities.Any(q => q.Function == function && address >= q.Address && address < q.Address + q.Registers);

    ushort[] Encode(DeviceQuantity quantity, MeterTruth truth, bool notAvailable)
    {
        if (quantity.Raw == RawType.Text)
        {
            return RegisterCodec.Registers(_truth.Text(quantity.Name), quantity.Length);
        }

        var number = _truth.Number(quantity.Name, truth);
        var bits = notAvailable || (number == 0 && _restsAsNotAvailable.Contains(quantity.Name)) ? NotAvailable(quantity) : null;
        return RegisterCodec.Registers(quantity.Raw, quantity.Words, bits ?? RegisterCodec.Bits(quantity.Raw, Fitting(quantity.Raw, number / (quantity.Scale * quantity.Unit.Thousand))));
    }

    static ulong? NotAvailable(DeviceQuantity quantity) => quantity switch
    {
        { NotAvailable: [var pattern, ..] } => RegisterCodec.Pattern(pattern),
        { Raw: RawType.Float32 } => BitConverter.SingleToUInt32Bits(float.NaN),
        { Raw: RawType.Float64 } => BitConverter.DoubleToUInt64Bits(double.NaN),
        _ => null,
    };

    /// <summary>A device shows what fits: 0 for less, and counts around its end.</summary>
    static decimal Fitting(RawType raw, decimal number) => raw switch
    {
        RawType.UInt16 => Math.Max(number, 0) % 0x1_0000,
        RawType.UInt32 => Math.Max(number, 0) % 0x1_0000_0000,
        RawType.UInt64 => Math.Max(number, 0),
        RawType.Int16 => Math.Clamp(number, short.MinValue, short.MaxValue),
        RawType.Int32 => Math.Clamp(number, int.MinValue, int.MaxValue),
        _ => number,
    };
}
