namespace LocalEnergyMarket.Hardware.Modbus.Tcp;

/// <summary>
/// A unit as a server shows it. Each method answers one request whole, from one instant, or says with an exception code why not. Called
/// from several connections at once.
/// </summary>
public interface IModbusUnit
{
    /// <summary>Fills <paramref name="registers"/> from <paramref name="address"/> on, for function 3 or 4.</summary>
    ModbusExceptionCode Read(ModbusFunction function, ushort address, Span<ushort> registers);

    /// <summary>Takes values for holding registers, for function 6 or 16.</summary>
    ModbusExceptionCode Write(ushort address, ReadOnlySpan<ushort> values);
}
