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

/// <summary>The unit answered, with an exception. The last three properties are those of NModbus' <c>SlaveException</c>.</summary>
public sealed class ModbusException(byte unit, ModbusFunction function, ModbusExceptionCode code)
    : Exception($"Modbus unit {unit} refused function {(byte)function} ({function}) with exception {(byte)code} ({code}): {Meaning(code)}.")
{
    public byte Unit { get; } = unit;

    public ModbusFunction Function { get; } = function;

    public ModbusExceptionCode Code { get; } = code;

    public byte SlaveAddress => Unit;

    /// <summary>As it stood in the answer: with the highest bit set.</summary>
    public byte FunctionCode => (byte)((byte)Function | Pdu.ModbusPdu.ExceptionFlag);

    public byte SlaveExceptionCode => (byte)Code;

    static string Meaning(ModbusExceptionCode code) => code switch
    {
        ModbusExceptionCode.IllegalFunction => "it does not know this function",
        ModbusExceptionCode.IllegalDataAddress => "it has nothing at one of these addresses, or not in this combination",
        ModbusExceptionCode.IllegalDataValue => "it does not take this value or this number of registers",
        ModbusExceptionCode.ServerDeviceFailure => "it failed while it carried the request out",
        ModbusExceptionCode.Acknowledge => "it has taken the request and is still at it",
        ModbusExceptionCode.ServerDeviceBusy => "it is busy with something else",
        ModbusExceptionCode.MemoryParityError => "its memory is damaged",
        ModbusExceptionCode.GatewayPathUnavailable => "the gateway has no way to the unit; look at its configuration",
        ModbusExceptionCode.GatewayTargetFailedToRespond => "the gateway got no answer from the unit; check the unit id and the wiring behind it",
        _ => "the code is the device's own",
    };
}
