namespace LocalEnergyMarket.Hardware.Modbus;

/// <summary>The function codes this library speaks.</summary>
public enum ModbusFunction : byte
{
    None = 0,
    ReadCoils = 1,
    ReadDiscreteInputs = 2,
    ReadHoldingRegisters = 3,
    ReadInputRegisters = 4,
    WriteSingleCoil = 5,
    WriteSingleRegister = 6,
    WriteMultipleCoils = 15,
    WriteMultipleRegisters = 16,
    ReportServerId = 17,
    EncapsulatedInterface = 43,
}

static class ModbusFunctions
{
    /// <summary>True if carrying the request out twice may differ from once.</summary>
    public static bool Writes(this ModbusFunction function) => function is ModbusFunction.WriteSingleCoil or ModbusFunction.WriteSingleRegister
        or ModbusFunction.WriteMultipleCoils or ModbusFunction.WriteMultipleRegisters;
}
