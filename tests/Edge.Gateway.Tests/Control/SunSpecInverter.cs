using LocalEnergyMarket.Hardware.Modbus;
using LocalEnergyMarket.Hardware.Simulation.Plants;
using LocalEnergyMarket.Hardware.Simulation.Serving;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Control;

/// <summary>The registers of an inverter of 10 kW that can be limited: models 1, 103, 120 and 123, from address 0 on. Offsets are SunSpec's and stand here once more on purpose.</summary>
static class SunSpecInverter
{
    /// <summary>Where model 123 begins: mark, models 1, 103 and 120.</summary>
    public const int Controls = 2 + 68 + 52 + 28;
    public const int Limit = Controls + 5;
    public const int Revert = Controls + 7;
    public const int Switch = Controls + 9;

    public static ushort[] Registers(MeterTruth truth)
    {
        var upTo103 = new ushort[2 + 68 + 52];
        new SunSpecDevice(103, () => truth, "INV-1", baseAddress: 0).Read(ModbusFunction.ReadHoldingRegisters, 0, upTo103);
        // WRtg is 1000 with the scale factor 1, WMaxLimPct has the scale factor -2.
        var nameplate = new ushort[28];
        (nameplate[0], nameplate[1], nameplate[3], nameplate[4]) = (120, 26, 1_000, 1);
        var controls = new ushort[26];
        (controls[0], controls[1], controls[5], controls[23]) = (123, 24, 10_000, 0xFFFE);
        return [.. upTo103, .. nameplate, .. controls, 0xFFFF, 0];
    }
}
