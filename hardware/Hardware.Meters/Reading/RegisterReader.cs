using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Modbus;

namespace LocalEnergyMarket.Hardware.Meters.Reading;

/// <summary>Carries out a plan at a device. The bus keeps the device's pauses.</summary>
sealed class RegisterReader(IModbusMaster master, DeviceType device, byte unit)
{
    public async Task<RegisterImage> ReadAsync(IReadOnlyList<ReadBlock> plan, CancellationToken cancellationToken)
    {
        var answers = new ushort[plan.Count][];
        for (var i = 0; i < plan.Count; i++)
        {
            answers[i] = await ReadAsync(plan[i], cancellationToken);
        }

        return new(plan, answers);
    }

    async Task<ushort[]> ReadAsync(ReadBlock block, CancellationToken cancellationToken)
    {
        try
        {
            return block.Function == ModbusFunction.ReadInputRegisters
                ? await master.ReadInputRegistersAsync(unit, block.Address, block.Count, cancellationToken)
                : await master.ReadHoldingRegistersAsync(unit, block.Address, block.Count, cancellationToken);
        }
        catch (ModbusException e) when (block.Optional && e.Code is ModbusExceptionCode.IllegalDataAddress or ModbusExceptionCode.IllegalFunction or ModbusExceptionCode.IllegalDataValue)
        {
            return [];
        }
        catch (ModbusException e)
        {
            throw new MeterException($"{device.Name}: {e.Message} Check that the device is a {device.Type} (registers {block.Address} to {block.Address + block.Count - 1}).", e);
        }
        catch (ModbusTransportException e)
        {
            throw new MeterException($"{device.Name}: {e.Message}", e);
        }
    }
}

/// <summary>What a plan brought.</summary>
sealed class RegisterImage(IReadOnlyList<ReadBlock> plan, ushort[][] answers)
{
    /// <summary>The registers of a quantity; empty if the device refused them.</summary>
    public ReadOnlySpan<ushort> Of(DeviceQuantity quantity)
    {
        for (var i = 0; i < answers.Length; i++)
        {
            if (plan[i].Holds(quantity) && answers[i].Length > 0)
            {
                return answers[i].AsSpan(quantity.Address - plan[i].Address, quantity.Registers);
            }
        }

        return [];
    }
}
