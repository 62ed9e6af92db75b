using LocalEnergyMarket.Hardware.Modbus;

namespace LocalEnergyMarket.Hardware.Meters.Tests;

/// <summary>
/// A unit as strict as the strictest devices: a request may hold so many registers at most, must begin where a value begins and end where one ends, and
/// every address that was not put there is refused.
/// </summary>
sealed class StrictUnit(int maxCount = 125) : IModbusUnit
{
    readonly Dictionary<(ModbusFunction Function, int Address), ushort[]> _values = [];

    public List<(int Address, int Count)> Requests { get; } = [];

    public void Put(ModbusFunction function, int address, ushort[] registers) => _values[(function, address)] = registers;

    public void PutHolding(int address, params ushort[] registers) => Put(ModbusFunction.ReadHoldingRegisters, address, registers);

    public void Remove(ModbusFunction function, int address) => _values.Remove((function, address));

    public void Clear() => _values.Clear();

    public ModbusExceptionCode Read(ModbusFunction function, ushort address, Span<ushort> registers)
    {
        lock (Requests)
        {
            Requests.Add((address, registers.Length));
        }

        if (registers.Length > maxCount)
        {
            return ModbusExceptionCode.IllegalDataValue;
        }

        for (var done = 0; done < registers.Length;)
        {
            if (!_values.TryGetValue((function, address + done), out var value) || value.Length > registers.Length - done)
            {
                return ModbusExceptionCode.IllegalDataAddress;
            }

            value.CopyTo(registers[done..]);
            done += value.Length;
        }

        return ModbusExceptionCode.None;
    }

    public ModbusExceptionCode Write(ushort address, ReadOnlySpan<ushort> values) => throw new InvalidOperationException("Nothing here may write.");
}
