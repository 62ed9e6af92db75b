using LocalEnergyMarket.Hardware.Modbus;
using LocalEnergyMarket.Hardware.Modbus.Pdu;

namespace LocalEnergyMarket.Hardware.Meters.SunSpec;

/// <summary>Reads a SunSpec device's chain of models, and the models.</summary>
/// <param name="maxRegisters">Most registers in one request.</param>
sealed class SunSpecBus(IModbusMaster master, byte unit, int maxRegisters = ModbusPdu.MaxReadRegisters)
{
    /// <summary>"SunS" (SunSpec Device Information Model Specification, section 6.2).</summary>
    const uint Marker = 0x5375_6E53;

    const ushort EndModel = 0xFFFF;

    /// <summary>No device has more; a chain that is longer runs in garbage.</summary>
    const int MostBlocks = 200;

    static readonly ushort[] Bases = [40000, 0, 50000];

    /// <summary>Null if the device answers, but has no "SunS" at any of the three places.</summary>
    /// <param name="likely">The base to try first.</param>
    /// <exception cref="MeterException">There was no answer.</exception>
    public async Task<SunSpecMap?> FindAsync(ushort? likely, CancellationToken cancellationToken)
    {
        foreach (var place in Bases.OrderBy(b => b != likely))
        {
            if (await TryReadAsync(place, 2, cancellationToken) is [var high, var low] && ((uint)(high << 16) | low) == Marker)
            {
                return await WalkAsync(place, cancellationToken);
            }
        }

        return null;
    }

    /// <summary>The first registers of a model, from its ID register on, never cut inside a point; fewer if the model is shorter. Null if the device refuses the address.</summary>
    public async Task<ushort[]?> ReadAsync(SunSpecBlock block, int count, CancellationToken cancellationToken)
    {
        var registers = new ushort[Math.Min(count, block.Registers)];
        for (var done = 0; done < registers.Length;)
        {
            var end = End(block.Model, done, registers.Length);
            if (await TryReadAsync((ushort)(block.Address + done), (ushort)(end - done), cancellationToken) is not { } part)
            {
                return null;
            }

            part.CopyTo(registers, done);
            done = end;
        }

        return registers;
    }

    int End(SunSpecModel? model, int from, int length)
    {
        var end = Math.Min(length, from + maxRegisters);
        if (end < length && model?.Points.LastOrDefault(p => p.Offset < end && p.Offset + p.Registers > end) is { } cut && cut.Offset > from)
        {
            return cut.Offset;
        }

        return end;
    }

    async Task<SunSpecMap> WalkAsync(ushort place, CancellationToken cancellationToken)
    {
        var blocks = new List<SunSpecBlock>();
        for (var address = place + 2; ;)
        {
            if (address + 2 > 0x10000 || blocks.Count == MostBlocks)
            {
                return new(place, blocks, SunSpecEnd.Damaged);
            }

            if (await TryReadAsync((ushort)address, 2, cancellationToken) is not [var id, var length])
            {
                return new(place, blocks, SunSpecEnd.Refused);
            }

            if (id == EndModel)
            {
                return new(place, blocks, SunSpecEnd.EndModel);
            }

            if (id == 0 || length == 0 || address + 2 + length > 0x10000)
            {
                return new(place, blocks, SunSpecEnd.Damaged);
            }

            blocks.Add(new(id, (ushort)address, length));
            address += 2 + length;
        }
    }

    async Task<ushort[]?> TryReadAsync(ushort address, ushort count, CancellationToken cancellationToken)
    {
        try
        {
            return await master.ReadHoldingRegistersAsync(unit, address, count, cancellationToken);
        }
        catch (ModbusException e) when (e.Code is ModbusExceptionCode.IllegalDataAddress or ModbusExceptionCode.IllegalDataValue or ModbusExceptionCode.IllegalFunction or ModbusExceptionCode.ServerDeviceFailure)
        {
            return null;
        }
        catch (Exception e) when (e is ModbusException or ModbusTransportException)
        {
            throw new MeterException($"SunSpec: {e.Message}", e);
        }
    }
}
