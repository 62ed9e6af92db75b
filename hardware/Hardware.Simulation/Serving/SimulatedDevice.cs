using LocalEnergyMarket.Hardware.Meters;
using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Meters.Reading;
using LocalEnergyMarket.Hardware.Modbus;
using LocalEnergyMarket.Hardware.Simulation.Plants;

namespace LocalEnergyMarket.Hardware.Simulation.Serving;

/// <summary>
/// A meter of the site in the shape of a device type. As strict as the strictest devices: a read must begin and end with a whole value,
/// and every other address is refused. Nothing can be written.
/// </summary>
public sealed class SimulatedDevice(DeviceType device, Func<MeterTruth> now) : IModbusUnit
{
    /// <summary>What a second tariff has counted and keeps: who reads the first alone is wrong by this.</summary>
    const decimal SecondTariffWh = 4_321;

    public ModbusExceptionCode Read(ModbusFunction function, ushort address, Span<ushort> registers)
    {
        var truth = now();
        for (var done = 0; done < registers.Length;)
        {
            var image = Image(function, address + done, truth);
            if (image.Length == 0 || image.Length > registers.Length - done)
            {
                return ModbusExceptionCode.IllegalDataAddress;
            }

            image.CopyTo(registers[done..]);
            done += image.Length;
        }

        return ModbusExceptionCode.None;
    }

    public ModbusExceptionCode Write(ushort address, ReadOnlySpan<ushort> values) => ModbusExceptionCode.IllegalFunction;

    ushort[] Image(ModbusFunction function, int address, MeterTruth truth)
    {
        foreach (var value in device.Values)
        {
            foreach (var term in value.Terms)
            {
                if (device.Quantity(term.Quantity) is var quantity && quantity.Function == function && quantity.Address == address)
                {
                    return Encode(value, term, quantity, truth);
                }
            }
        }

        return [];
    }

    static ushort[] Encode(DeviceValue value, DeviceTerm term, DeviceQuantity quantity, MeterTruth truth)
    {
        var whole = value.Register switch
        {
            MeterRegister.EnergyImportWh => truth.ImportMillijoules / (decimal)MeterTruth.MillijoulesPerWh,
            MeterRegister.EnergyExportWh => truth.ExportMillijoules / (decimal)MeterTruth.MillijoulesPerWh,
            _ => truth.PowerW,
        };
        return whole == 0 && value.NotAvailableMeans == NotAvailableMeaning.Zero && quantity.NotAvailable.Count > 0
            ? RegisterCodec.Registers(quantity.Raw, quantity.Words, RegisterCodec.Pattern(quantity.NotAvailable[0]))
            : RawEncoder.Encode(quantity, Share(value, term, whole) * term.Factor);
    }

    static decimal Share(DeviceValue value, DeviceTerm term, decimal whole)
    {
        if (value.Terms.Count == 1)
        {
            return whole;
        }

        // Two directions, each in a register of its own.
        if (value.Terms.Any(t => t.Factor > 0) && value.Terms.Any(t => t.Factor < 0))
        {
            return term.Factor > 0 ? Math.Max(whole, 0) : Math.Min(whole, 0);
        }

        var second = Math.Min(whole, SecondTariffWh);
        return ReferenceEquals(term, value.Terms[0]) ? whole - second : ReferenceEquals(term, value.Terms[1]) ? second : 0;
    }
}
