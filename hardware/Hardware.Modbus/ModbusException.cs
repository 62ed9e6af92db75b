namespace LocalEnergyMarket.Hardware.Modbus;

/// <summary>Exception codes of the Modbus application protocol 1.1b3, section 7.</summary>
public enum ModbusExceptionCode : byte
{
    None = 0,
    IllegalFunction = 1,
    IllegalDataAddress = 2,
    IllegalDataValue = 3,
    ServerDeviceFailure = 4,
    Acknowledge = 5,
    ServerDeviceBusy = 6,
    MemoryParityError = 8,
    GatewayPathUnavailable = 10,
    GatewayTargetFailedToRespond = 11,
}

/// <summary>The unit answered, with an exception.</summary>
public sealed class ModbusException(byte unit, ModbusFunction function, ModbusExceptionCode code)
    : Exception($"Modbus unit {unit} refused function {(byte)function} ({function}) with exception {(byte)code} ({code}).")
{
    public byte Unit { get; } = unit;

    public ModbusFunction Function { get; } = function;

    public ModbusExceptionCode Code { get; } = code;
}
