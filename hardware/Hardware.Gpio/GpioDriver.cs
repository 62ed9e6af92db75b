namespace LocalEnergyMarket.Hardware.Gpio;

/// <summary>The lines of one chip: what a <see cref="GpioController"/> works with. All methods may be called from any thread.</summary>
public abstract class GpioDriver : IDisposable
{
    /// <summary>How many lines the chip has; they are numbered from 0.</summary>
    protected internal abstract int PinCount { get; }

    /// <summary>The number of the line that the chip calls so; null if it calls none so.</summary>
    protected internal abstract int? FindPin(string name);

    /// <summary>Takes the line for this process alone, as it stands: its direction and level do not change.</summary>
    protected internal abstract void OpenPin(int pinNumber);

    /// <summary>Gives the line back.</summary>
    protected internal abstract void ClosePin(int pinNumber);

    /// <summary>An output starts low.</summary>
    protected internal virtual void SetPinMode(int pinNumber, PinMode mode) => SetPinMode(pinNumber, mode, PinValue.Low);

    /// <summary>An output starts with the value, without a glitch.</summary>
    protected internal abstract void SetPinMode(int pinNumber, PinMode mode, PinValue initialValue);

    protected internal abstract PinMode GetPinMode(int pinNumber);

    protected internal abstract bool IsPinModeSupported(int pinNumber, PinMode mode);

    protected internal abstract PinValue Read(int pinNumber);

    protected internal abstract void Write(int pinNumber, PinValue value);

    protected internal virtual void Toggle(int pinNumber) => Write(pinNumber, !Read(pinNumber));

    protected internal abstract void AddCallbackForPinValueChangedEvent(int pinNumber, PinEventTypes eventTypes, PinChangeEventHandler callback);

    protected internal abstract void RemoveCallbackForPinValueChangedEvent(int pinNumber, PinChangeEventHandler callback);

    /// <summary>Waits for one change; the token ends the wait without an exception.</summary>
    protected internal virtual async ValueTask<WaitForEventResult> WaitForEventAsync(int pinNumber, PinEventTypes eventTypes, CancellationToken cancellationToken)
    {
        var changed = new TaskCompletionSource<PinEventTypes>(TaskCreationOptions.RunContinuationsAsynchronously);
        AddCallbackForPinValueChangedEvent(pinNumber, eventTypes, OnChange);
        try
        {
            return new(await changed.Task.WaitAsync(cancellationToken), TimedOut: false);
        }
        catch (OperationCanceledException)
        {
            return new(PinEventTypes.None, TimedOut: true);
        }
        finally
        {
            RemoveCallbackForPinValueChangedEvent(pinNumber, OnChange);
        }

        void OnChange(object sender, PinValueChangedEventArgs e) => changed.TrySetResult(e.ChangeType);
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
