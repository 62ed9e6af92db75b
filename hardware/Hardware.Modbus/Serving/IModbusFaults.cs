using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace LocalEnergyMarket.Hardware.Modbus.Serving;

/// <summary>Decides for each request to a server what goes wrong with it. Asked by several connections at once.</summary>
public interface IModbusFaults
{
    /// <returns>Null if nothing goes wrong.</returns>
    ModbusFault? Next(ModbusServerRequest request);
}

/// <summary>A request as it reached a server.</summary>
/// <param name="Address">The first register or bit; 0 if the function has none.</param>
/// <param name="Count">How many registers or bits; 1 for a single write, 0 if the function has none.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ModbusServerRequest(byte Unit, ModbusFunction Function, ushort Address, ushort Count)
{
    internal static ModbusServerRequest Of(byte unit, ReadOnlySpan<byte> pdu)
    {
        var function = (ModbusFunction)pdu[0];
        return function is (>= ModbusFunction.ReadCoils and <= ModbusFunction.WriteSingleRegister) or ModbusFunction.WriteMultipleCoils or ModbusFunction.WriteMultipleRegisters
            && pdu.Length >= 5
            ? new(
                unit,
                function,
                BinaryPrimitives.ReadUInt16BigEndian(pdu[1..]),
                function is ModbusFunction.WriteSingleCoil or ModbusFunction.WriteSingleRegister ? (ushort)1 : BinaryPrimitives.ReadUInt16BigEndian(pdu[3..]))
            : new(unit, function, 0, 0);
    }
}
