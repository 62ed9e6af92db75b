using LocalEnergyMarket.Hardware.Gpio;

namespace LocalEnergyMarket.Edge.Gateway.Control.Devices;

/// <summary>A step of relays: the limit it stands for, and the lines that are switched on.</summary>
public sealed record RelayStep(long LimitW, IReadOnlySet<int> On);

/// <summary>
/// A plant behind relays, as of a ripple control receiver (100, 60, 30, 0 %). The highest step that is not above the limit is taken. A relay that is to be on is switched on
/// before others are switched off, so that no contact stands for less than both steps on the way.
/// </summary>
public sealed class RelayPlant : IPlantDevice
{
    readonly GpioController _gpio;
    readonly IReadOnlyList<RelayStep> _steps;
    readonly IReadOnlyList<int> _lines;
    RelayStep? _set;

    /// <exception cref="GpioException">A line cannot be had.</exception>
    public RelayPlant(GpioController gpio, IReadOnlyList<RelayStep> steps)
    {
        ArgumentNullException.ThrowIfNull(gpio);
        (_gpio, _steps, _lines) = (gpio, [.. steps.OrderBy(step => step.LimitW)], [.. steps.SelectMany(step => step.On).Distinct().Order()]);
        foreach (var line in _lines)
        {
            // As it stands: a box that starts again must not make the relays chatter.
            var pin = gpio.OpenPin(line);
            gpio.OpenPin(line, PinMode.Output, pin.GetPinMode() == PinMode.Output ? pin.Read() : PinValue.Low);
        }
    }

    public TimeSpan? RefreshEvery => null;

    public Task<long> SetAsync(long? limitW, CancellationToken cancellationToken)
    {
        var step = limitW is { } limit ? _steps.LastOrDefault(step => step.LimitW <= limit) : _steps[^1];
        if (step is null)
        {
            throw new PlantDeviceException($"no step of the relays is as low as {limitW} W");
        }

        try
        {
            foreach (var line in _lines.OrderByDescending(step.On.Contains))
            {
                _gpio.Write(line, step.On.Contains(line));
            }
        }
        catch (GpioException e)
        {
            throw new PlantDeviceException(e.Message, e);
        }

        _set = step;
        return Holds(step) ? Task.FromResult(step.LimitW) : throw new PlantDeviceException("a relay's line does not have the level that was written");
    }

    public Task<bool> HoldsAsync(CancellationToken cancellationToken) => Task.FromResult(_set is null || Holds(_set));

    bool Holds(RelayStep step)
    {
        try
        {
            return _lines.All(line => _gpio.Read(line) == PinValue.FromBoolean(step.On.Contains(line)));
        }
        catch (GpioException e)
        {
            throw new PlantDeviceException(e.Message, e);
        }
    }
}
