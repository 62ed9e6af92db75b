using LocalEnergyMarket.Hardware.Meters;
using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Meters.SunSpec;
using LocalEnergyMarket.Hardware.Modbus;

namespace LocalEnergyMarket.Edge.Gateway.Control.Devices;

/// <summary>
/// A plant whose device says by SunSpec where its limit is (models 704 or 123), in which scale, and what 100 % is (702 or 120). It is asked when something is to be set for the first
/// time, and again after each failure.
/// </summary>
/// <param name="ratedW">What 100 % is, if the device does not say.</param>
sealed class SunSpecPlant(IModbusMaster bus, byte unit, ControlKind kind, long ratedW) : IPlantDevice
{
    /// <summary>A limit stays until the box takes it back: 0 in WMaxLimPct_RvrtTms. 65535 would be "not implemented".</summary>
    const ushort NeverReverts = 0;

    readonly SunSpecMeter _device = new(bus, unit);
    RegisterPlant? _plant;

    public TimeSpan? RefreshEvery => null;

    public async Task<long> SetAsync(long? limitW, CancellationToken cancellationToken)
    {
        try
        {
            _plant ??= await FindAsync(cancellationToken);
            return await _plant.SetAsync(limitW, cancellationToken);
        }
        catch (PlantDeviceException)
        {
            _plant = null;
            throw;
        }
    }

    public async Task<bool> HoldsAsync(CancellationToken cancellationToken) => _plant is null || await _plant.HoldsAsync(cancellationToken);

    async Task<RegisterPlant> FindAsync(CancellationToken cancellationToken)
    {
        try
        {
            var controls = await _device.ControlsAsync(cancellationToken);
            return controls.FirstOrDefault(control => control.Kind == kind) is { } found
                ? new(bus, unit, found, ratedW, NeverReverts)
                : throw new PlantDeviceException("SunSpec: the device has no limit of production (models 704 or 123): look for newer firmware, or set the plant by relays");
        }
        catch (Exception e) when (e is MeterException or ModbusException or ModbusTransportException)
        {
            throw new PlantDeviceException(e.Message, e);
        }
    }
}
