using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Modbus;

namespace LocalEnergyMarket.Hardware.Meters.Reading;

/// <summary>A meter read over Modbus as its device type says. Several meters may share one master; the meter does not own it.</summary>
/// <param name="unit">The Modbus unit id, if it is not the device type's usual one.</param>
/// <param name="time">Real time: a device needs its pauses however fast the market's clock runs.</param>
public sealed class ModbusMeter(IModbusMaster master, DeviceType device, byte? unit = null, TimeProvider? time = null) : IMeter
{
    readonly IReadOnlyList<ReadBlock> _plan = ReadPlan.Of(device);
    readonly byte _unit = unit ?? device.Unit;
    readonly TimeProvider _time = time ?? TimeProvider.System;

    public async ValueTask<IReadOnlyList<MeterValue>> ReadAsync(CancellationToken cancellationToken)
    {
        var answers = new ushort[_plan.Count][];
        for (var i = 0; i < _plan.Count; i++)
        {
            if (i > 0 && device.PauseMs > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(device.PauseMs), _time, cancellationToken);
            }

            answers[i] = await ReadAsync(_plan[i], cancellationToken);
        }

        return [.. device.Values.OrderBy(v => v.Register).Select(value => ValueDecoder.Decode(value, term => Registers(answers, term)))];
    }

    async Task<ushort[]> ReadAsync(ReadBlock block, CancellationToken cancellationToken)
    {
        try
        {
            return block.Function == ModbusFunction.ReadInputRegisters
                ? await master.ReadInputRegistersAsync(_unit, block.Address, block.Count, cancellationToken)
                : await master.ReadHoldingRegistersAsync(_unit, block.Address, block.Count, cancellationToken);
        }
        catch (ModbusException e) when (block.Optional && e.Code == ModbusExceptionCode.IllegalDataAddress)
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

    ReadOnlySpan<ushort> Registers(ushort[][] answers, DeviceTerm term)
    {
        for (var i = 0; i < answers.Length; i++)
        {
            if (_plan[i].Holds(term) && answers[i].Length > 0)
            {
                return answers[i].AsSpan(term.Address - _plan[i].Address, term.Raw.Registers);
            }
        }

        return [];
    }
}
