using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace LocalEnergyMarket.Hardware.Gpio;

/// <summary>Changes of a line.</summary>
[Flags]
public enum PinEventTypes
{
    None = 0,
    /// <summary>Low to high.</summary>
    Rising = 1,
    /// <summary>High to low.</summary>
    Falling = 2,
}

/// <summary>Called for each change, on a thread of the driver: it must be short and must not throw.</summary>
[SuppressMessage("Naming", "CA1711", Justification = "The shape of System.Device.Gpio.")]
[SuppressMessage("Design", "MA0046", Justification = "The shape of System.Device.Gpio.")]
public delegate void PinChangeEventHandler(object sender, PinValueChangedEventArgs pinValueChangedEventArgs);

/// <summary>A line has changed.</summary>
public sealed class PinValueChangedEventArgs(PinEventTypes changeType, int pinNumber) : EventArgs
{
    public PinEventTypes ChangeType { get; } = changeType;

    public int PinNumber { get; } = pinNumber;
}

/// <summary>What a wait for a change ended with.</summary>
/// <param name="EventTypes">The change; none if it timed out.</param>
/// <param name="TimedOut">The wait was ended by its token.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct WaitForEventResult(PinEventTypes EventTypes, bool TimedOut);
