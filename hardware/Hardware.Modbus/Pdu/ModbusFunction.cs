namespace LocalEnergyMarket.Hardware.Modbus;

/// <summary>The function codes this library speaks.</summary>
public enum ModbusFunction : byte
{
    None = 0,
    ReadHoldingRegisters = 3,
    ReadInputRegisters = 4,
    WriteSingleRegister = 6,
    WriteMultipleRegisters = 16,
}
