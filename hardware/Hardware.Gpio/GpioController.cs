using System.Globalization;

namespace LocalEnergyMarket.Hardware.Gpio;

/// <summary>
/// The lines of a chip that this process uses, in the shape of <c>System.Device.Gpio.GpioController</c>. Lines are numbered as the chip numbers them; each is opened before it
/// is used. Every method throws <see cref="GpioException"/> if the chip does not do it and <see cref="InvalidOperationException"/> for a line that is not open.
/// </summary>
/// <param name="driver">The chip; it is disposed with the controller.</param>
public sealed class GpioController(GpioDriver driver) : IDisposable
{
    readonly Lock _lock = new();
    readonly HashSet<int> _open = [];

    /// <summary>How many lines the chip has.</summary>
    public int PinCount => driver.PinCount;

    /// <summary>The number of a line by its number or by the name that the board gives it, for example <c>17</c> or <c>GPIO17</c>.</summary>
    /// <exception cref="GpioException">The chip has no such line.</exception>
    public int Find(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (driver.FindPin(line) is { } named)
        {
            return named;
        }

        return int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < PinCount
            ? number
            : throw new GpioException(GpioFailure.NoLine, $"There is no line '{line}': the chip numbers its lines from 0 to {PinCount - 1}, and has none of that name (gpioinfo lists them).");
    }

    /// <summary>Takes a line as it stands. A line that is open stays so.</summary>
    public GpioPin OpenPin(int pinNumber)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pinNumber);
        lock (_lock)
        {
            if (!_open.Contains(pinNumber))
            {
                driver.OpenPin(pinNumber);
                _open.Add(pinNumber);
            }
        }

        return new(this, pinNumber);
    }

    public GpioPin OpenPin(int pinNumber, PinMode mode)
    {
        var pin = OpenPin(pinNumber);
        SetPinMode(pinNumber, mode);
        return pin;
    }

    /// <summary>Takes a line as an output that starts with a value.</summary>
    public GpioPin OpenPin(int pinNumber, PinMode mode, PinValue initialValue)
    {
        var pin = OpenPin(pinNumber);
        driver.SetPinMode(pinNumber, mode, initialValue);
        return pin;
    }

    public void ClosePin(int pinNumber)
    {
        lock (_lock)
        {
            if (_open.Remove(pinNumber))
            {
                driver.ClosePin(pinNumber);
            }
        }
    }

    public bool IsPinOpen(int pinNumber)
    {
        lock (_lock)
        {
            return _open.Contains(pinNumber);
        }
    }

    public void SetPinMode(int pinNumber, PinMode mode)
    {
        MustBeOpen(pinNumber);
        driver.SetPinMode(pinNumber, mode);
    }

    public PinMode GetPinMode(int pinNumber)
    {
        MustBeOpen(pinNumber);
        return driver.GetPinMode(pinNumber);
    }

    public bool IsPinModeSupported(int pinNumber, PinMode mode) => driver.IsPinModeSupported(pinNumber, mode);

    public PinValue Read(int pinNumber)
    {
        MustBeOpen(pinNumber);
        return driver.Read(pinNumber);
    }

    /// <exception cref="InvalidOperationException">The line is not open, or no output.</exception>
    public void Write(int pinNumber, PinValue value)
    {
        MustBeOpen(pinNumber);
        driver.Write(pinNumber, value);
    }

    public void Toggle(int pinNumber)
    {
        MustBeOpen(pinNumber);
        driver.Toggle(pinNumber);
    }

    /// <summary>Calls back for each of the changes from now on.</summary>
    public void RegisterCallbackForPinValueChangedEvent(int pinNumber, PinEventTypes eventTypes, PinChangeEventHandler callback)
    {
        MustBeOpen(pinNumber);
        driver.AddCallbackForPinValueChangedEvent(pinNumber, eventTypes, callback);
    }

    public void UnregisterCallbackForPinValueChangedEvent(int pinNumber, PinChangeEventHandler callback)
    {
        MustBeOpen(pinNumber);
        driver.RemoveCallbackForPinValueChangedEvent(pinNumber, callback);
    }

    /// <summary>Waits for one change; the token ends the wait without an exception.</summary>
    public ValueTask<WaitForEventResult> WaitForEventAsync(int pinNumber, PinEventTypes eventTypes, CancellationToken cancellationToken)
    {
        MustBeOpen(pinNumber);
        return driver.WaitForEventAsync(pinNumber, eventTypes, cancellationToken);
    }

    public ValueTask<WaitForEventResult> WaitForEventAsync(int pinNumber, PinEventTypes eventTypes, TimeSpan timeout)
    {
        MustBeOpen(pinNumber);
        return WaitAsync();

        async ValueTask<WaitForEventResult> WaitAsync()
        {
            using var limit = new CancellationTokenSource(timeout);
            return await driver.WaitForEventAsync(pinNumber, eventTypes, limit.Token);
        }
    }

    /// <summary>Gives all lines back. What the kernel does with an output that nobody has is the chip's matter: most keep its level.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var pin in _open)
            {
                driver.ClosePin(pin);
            }

            _open.Clear();
        }

        driver.Dispose();
    }

    void MustBeOpen(int pinNumber)
    {
        if (!IsPinOpen(pinNumber))
        {
            throw new InvalidOperationException($"The line {pinNumber} is not open: open it first.");
        }
    }
}
