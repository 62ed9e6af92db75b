using Microsoft.Win32.SafeHandles;

namespace LocalEnergyMarket.Hardware.Gpio.CharDevice;

/// <summary>A line that this process has.</summary>
sealed class GpioLine(int number, SafeFileHandle file)
{
    readonly Lock _lock = new();
    (PinEventTypes Types, PinChangeEventHandler Callback)[] _callbacks = [];

    public int Number { get; } = number;

    public SafeFileHandle File { get; } = file;

    public PinMode Mode { get; set; }

    /// <summary>What somebody wants to hear of.</summary>
    public PinEventTypes Watched => _callbacks.Aggregate(PinEventTypes.None, (all, one) => all | one.Types);

    public void Add(PinEventTypes types, PinChangeEventHandler callback)
    {
        lock (_lock)
        {
            _callbacks = [.. _callbacks, (types, callback)];
        }
    }

    public void Remove(PinChangeEventHandler callback)
    {
        lock (_lock)
        {
            _callbacks = [.. _callbacks.Where(one => one.Callback != callback)];
        }
    }

    public void Tell(object sender, PinEventTypes change)
    {
        foreach (var (types, callback) in _callbacks)
        {
            if (types.HasFlag(change))
            {
                callback(sender, new(change, Number));
            }
        }
    }
}
