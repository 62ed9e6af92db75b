using LocalEnergyMarket.Hardware.Modbus.Pdu;

namespace LocalEnergyMarket.Hardware.Modbus;

/// <summary>
/// A unit as a server shows it. Each method answers one request whole, from one instant, or says with an exception code why not. Called
/// from several connections at once.
/// </summary>
public interface IModbusUnit
{
    /// <summary>What functions 43/14 and 17 tell of the unit; null if it knows neither.</summary>
    DeviceIdentification? Identification => null;

    /// <summary>Fills <paramref name="registers"/> from <paramref name="address"/> on, for function 3 or 4.</summary>
    ModbusExceptionCode Read(ModbusFunction function, ushort address, Span<ushort> registers);

    /// <summary>Takes values for holding registers, for function 6 or 16.</summary>
    ModbusExceptionCode Write(ushort address, ReadOnlySpan<ushort> values);

    /// <summary>Fills <paramref name="bits"/> from <paramref name="address"/> on, for function 1 (coils) or 2 (discrete inputs).</summary>
    ModbusExceptionCode ReadBits(ModbusFunction function, ushort address, Span<bool> bits) => ModbusExceptionCode.IllegalFunction;

    /// <summary>Takes values for coils, for function 5 or 15.</summary>
    ModbusExceptionCode WriteBits(ushort address, ReadOnlySpan<bool> values) => ModbusExceptionCode.IllegalFunction;
}
