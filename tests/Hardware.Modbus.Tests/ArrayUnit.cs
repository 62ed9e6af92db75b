namespace LocalEnergyMarket.Hardware.Modbus.Tests;

/// <summary>A hundred registers: holding register i starts with i, input register i is 1000 + i. Busy for the first reads if asked.</summary>
sealed class ArrayUnit : IModbusUnit
{
    readonly ushort[] _holding = [.. Enumerable.Range(0, 100).Select(i => (ushort)i)];

    public int BusyAnswers { get; set; }

    public ModbusExceptionCode Read(ModbusFunction function, ushort address, Span<ushort> registers)
    {
        if (BusyAnswers > 0)
        {
            BusyAnswers--;
            return ModbusExceptionCode.ServerDeviceBusy;
        }

        if (address + registers.Length > _holding.Length)
        {
            return ModbusExceptionCode.IllegalDataAddress;
        }

        for (var i = 0; i < registers.Length; i++)
        {
            registers[i] = function == ModbusFunction.ReadHoldingRegisters ? _holding[address + i] : (ushort)(1000 + address + i);
        }

        return ModbusExceptionCode.None;
    }

    public ModbusExceptionCode Write(ushort address, ReadOnlySpan<ushort> values)
    {
        values.CopyTo(_holding.AsSpan(address));
        return ModbusExceptionCode.None;
    }
}
