using System.Globalization;
using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Meters.Reading;
using LocalEnergyMarket.Hardware.Modbus;

namespace LocalEnergyMarket.Edge.Gateway.Control.Devices;

/// <summary>A plant whose device takes a limit in a register, as its device file's <c>controls</c> say. What was written is read back; a register that has the value already is not written.</summary>
/// <param name="ratedW">What 100 % is.</param>
/// <param name="revertSeconds">After how long a device that lets go by itself is told to. By default as late as can be: not before the box does.</param>
public sealed class RegisterPlant(IModbusMaster bus, byte unit, DeviceControl control, long ratedW, ushort revertSeconds = ushort.MaxValue) : IPlantDevice
{

    bool _written;
    ushort[]? _set;
    bool _on;

    public TimeSpan? RefreshEvery => control.RefreshSeconds > 0 ? TimeSpan.FromSeconds(control.RefreshSeconds) : null;

    public async Task<long> SetAsync(long? limitW, CancellationToken cancellationToken)
    {
        try
        {
            return limitW is { } limit ? await LimitAsync(limit, cancellationToken) : await ReleaseAsync(cancellationToken);
        }
        catch (Exception e) when (e is ModbusException or ModbusTransportException)
        {
            throw new PlantDeviceException(e.Message, e);
        }
    }

    public async Task<bool> HoldsAsync(CancellationToken cancellationToken)
    {
        if (!_written)
        {
            return true;
        }

        try
        {
            return (_set is null || await HasAsync(control.Address, _set, cancellationToken))
                && (control.Switch is not { } turn || await HasAsync(turn.Address, [_on ? turn.On : turn.Off], cancellationToken));
        }
        catch (Exception e) when (e is ModbusException or ModbusTransportException)
        {
            throw new PlantDeviceException(e.Message, e);
        }
    }

    async Task<long> LimitAsync(long limit, CancellationToken cancellationToken)
    {
        var (registers, set) = Registers(FromWatts(Math.Min(limit, ratedW)));
        if (control.RevertSecondsAddress is { } revert)
        {
            await WriteAsync(revert, [revertSeconds], cancellationToken);
        }

        await WriteAsync(control.Address, registers, cancellationToken);
        if (control.Switch is { } turn)
        {
            await WriteAsync(turn.Address, [turn.On], cancellationToken);
        }

        (_written, _set, _on) = (true, registers, true);
        return set;
    }

    async Task<long> ReleaseAsync(CancellationToken cancellationToken)
    {
        // Switched off, the value means nothing.
        _set = null;
        if (control.Release is { } release)
        {
            var (registers, _) = Registers(release);
            await WriteAsync(control.Address, registers, cancellationToken);
            _set = registers;
        }

        if (control.Switch is { } turn)
        {
            await WriteAsync(turn.Address, [turn.Off], cancellationToken);
        }

        (_written, _on) = (true, false);
        return ratedW;
    }

    decimal FromWatts(long watts) => control.Unit switch
    {
        MeterUnit.KW => watts / 1000m,
        MeterUnit.Percent => watts * 100m / (control.RatedW ?? ratedW),
        _ => watts,
    };

    long ToWatts(decimal value) => (long)decimal.Floor(control.Unit switch
    {
        MeterUnit.KW => value * 1000m,
        MeterUnit.Percent => value * (control.RatedW ?? ratedW) / 100m,
        _ => value,
    });

    /// <summary>The registers for a value, never above it, and W that they say.</summary>
    (ushort[] Registers, long Watts) Registers(decimal value)
    {
        var held = Math.Min(value, control.Max ?? value);
        if (held < control.Min)
        {
            throw new PlantDeviceException(string.Create(CultureInfo.InvariantCulture, $"the device takes no less than {control.Min} {control.Unit.Symbol}"));
        }

        try
        {
            var bits = RegisterCodec.Bits(control.Raw, held / control.Scale);
            var set = RegisterCodec.Number(control.Raw, bits) * control.Scale ?? held;
            return (RegisterCodec.Registers(control.Raw, control.Words, bits), ToWatts(set));
        }
        catch (OverflowException e)
        {
            throw new PlantDeviceException(string.Create(CultureInfo.InvariantCulture, $"{held} {control.Unit.Symbol} does not fit the device's register"), e);
        }
    }

    async Task WriteAsync(ushort address, ushort[] registers, CancellationToken cancellationToken)
    {
        if (await HasAsync(address, registers, cancellationToken))
        {
            // A device that wants a value again and again counts from its last writing.
            if (RefreshEvery is null || address != control.Address)
            {
                return;
            }
        }

        await (control.Function == ModbusFunction.WriteSingleRegister && registers.Length == 1
            ? bus.WriteSingleRegisterAsync(unit, address, registers[0], cancellationToken)
            : bus.WriteMultipleRegistersAsync(unit, address, registers, cancellationToken));
        if (!await HasAsync(address, registers, cancellationToken))
        {
            throw new PlantDeviceException($"the device did not keep what was written to its register {address}: is its remote control allowed?");
        }
    }

    async Task<bool> HasAsync(ushort address, ushort[] registers, CancellationToken cancellationToken) =>
        (await ReadAsync(address, registers.Length, cancellationToken)).AsSpan().SequenceEqual(registers);

    Task<ushort[]> ReadAsync(ushort address, int count, CancellationToken cancellationToken) => bus.ReadHoldingRegistersAsync(unit, address, (ushort)count, cancellationToken);
}
