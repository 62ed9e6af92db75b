using LocalEnergyMarket.Hardware.Modbus;

namespace LocalEnergyMarket.Hardware.Meters.Tests;

/// <summary>A unit with exactly the registers given; all other addresses are refused. Keeps the requests it saw.</summary>
sealed class RegisterUnit(ModbusFunction function, params (ushort Address, ushort[] Values)[] blocks) : IModbusUnit
{
    readonly Dictionary<int, ushort> _registers = blocks
        .SelectMany(b => b.Values.Select((value, i) => (Address: b.Address + i, value)))
        .ToDictionary(x => x.Address, x => x.value);

    public List<(ushort Address, int Count)> Requests { get; } = [];

    public ModbusExceptionCode Read(ModbusFunction asked, ushort address, Span<ushort> registers)
    {
        Requests.Add((address, registers.Length));
        for (var i = 0; i < registers.Length; i++)
        {
            if (asked != function || !_registers.TryGetValue(address + i, out registers[i]))
            {
                return ModbusExceptionCode.IllegalDataAddress;
            }
        }

        return ModbusExceptionCode.None;
    }

    public ModbusExceptionCode Write(ushort address, ReadOnlySpan<ushort> values) => ModbusExceptionCode.IllegalFunction;
}
