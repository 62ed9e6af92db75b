using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Meters.Reading;

namespace LocalEnergyMarket.Hardware.Simulation.Serving;

/// <summary>From numbers to the registers a device would show.</summary>
static class RawEncoder
{
    /// <param name="value">In Wh or W.</param>
    public static ushort[] Encode(DeviceQuantity quantity, decimal value) => RegisterCodec.Registers(
        quantity.Raw, quantity.Words, RegisterCodec.Bits(quantity.Raw, value / (quantity.Scale * quantity.Unit.Thousand)));
}
