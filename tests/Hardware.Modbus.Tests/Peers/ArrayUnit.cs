using LocalEnergyMarket.Hardware.Modbus.Pdu;

namespace LocalEnergyMarket.Hardware.Modbus.Tests;

/// <summary>
/// A hundred registers and bits: holding register i starts with i, input register i is 1000 + i, coils start clear, discrete input i is set if i is
/// even. Busy for the first reads if asked.
/// </summary>
sealed class ArrayUnit : IModbusUnit
{
    readonly ushort[] _holding = [.. Enumerable.Range(0, 100).Select(i => (ushort)i)];
    readonly bool[] _coils = new bool[100];

    public int BusyAnswers { get; set; }

    public DeviceIdentification? Identification { get; init; } = new(new Dictionary<byte, string> { [0] = "Vendor", [1] = "Array", [2] = "1.0" });

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

    public ModbusExceptionCode ReadBits(ModbusFunction function, ushort address, Span<bool> bits)
    {
        for (var i = 0; i < bits.Length; i++)
        {
            bits[i] = function == ModbusFunction.ReadCoils ? _coils[address + i] : (address + i) % 2 == 0;
        }

        return ModbusExceptionCode.None;
    }

    public ModbusExceptionCode WriteBits(ushort address, ReadOnlySpan<bool> values)
    {
        values.CopyTo(_coils.AsSpan(address));
        return ModbusExceptionCode.None;
    }
}
