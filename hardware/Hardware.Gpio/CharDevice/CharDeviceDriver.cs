using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using LocalEnergyMarket.Hardware.Gpio.Uapi;
using Microsoft.Win32.SafeHandles;

namespace LocalEnergyMarket.Hardware.Gpio.CharDevice;

/// <summary>
/// A chip of the kernel, <c>/dev/gpiochipN</c>, by the second interface of its character device (Linux 5.10). The user needs the group <c>gpio</c>. A line is this process's
/// alone from opening to closing; after that most chips keep an output's level, which the kernel does not promise.
/// </summary>
public sealed class CharDeviceDriver : GpioDriver
{
    const LineFlags Bias = LineFlags.BiasPullUp | LineFlags.BiasPullDown;

    readonly IGpioKernel _kernel;
    readonly string _path;
    readonly string _consumer;
    readonly TimeSpan _debounce;
    readonly SafeFileHandle _chip;
    readonly ConcurrentDictionary<int, GpioLine> _lines = [];
    readonly LineWatch _watch;

    /// <param name="path">The chip, for example <c>/dev/gpiochip0</c>.</param>
    /// <param name="consumer">Who has the lines, for those who look (gpioinfo).</param>
    /// <param name="debounce">How long an input has to rest before a change of it counts; 0: not at all. By the chip where it can, otherwise by the kernel.</param>
    /// <exception cref="GpioException">There is no such chip, or the user may not use it.</exception>
    public CharDeviceDriver(string path = "/dev/gpiochip0", string consumer = "lem-box", TimeSpan debounce = default)
        : this(path, consumer, debounce, LinuxGpioKernel.Instance)
    {
    }

    internal CharDeviceDriver(string path, string consumer, TimeSpan debounce, IGpioKernel kernel)
    {
        (_kernel, _path, _consumer, _debounce) = (kernel, path, consumer, debounce);
        _chip = Open(path, kernel);
        var info = default(ChipInfo);
        if (kernel.Call(_chip, GpioIoctl.GetChipInfo, ref info) is not 0 and var error)
        {
            _chip.Dispose();
            throw new GpioException(GpioFailure.NoChip, $"'{path}' is no GPIO chip ({Text(error)}): give one that gpiodetect lists, for example /dev/gpiochip0.");
        }

        (PinCount, Name, Label) = ((int)info.Lines, Texts.Read(info.Name), Texts.Read(info.Label));
        _watch = new(this);
    }

    /// <summary>What the kernel calls the chip, for example <c>gpiochip0</c>.</summary>
    public string Name { get; }

    /// <summary>What the chip's driver calls it, for example <c>pinctrl-bcm2835</c>.</summary>
    public string Label { get; }

    protected internal override int PinCount { get; }

    protected internal override int? FindPin(string name)
    {
        for (var number = 0; number < PinCount; number++)
        {
            var info = InfoOf(number);
            if (string.Equals(Texts.Read(info.Name), name, StringComparison.Ordinal))
            {
                return number;
            }
        }

        return null;
    }

    protected internal override void OpenPin(int pinNumber)
    {
        if (pinNumber < 0 || pinNumber >= PinCount)
        {
            throw new GpioException(GpioFailure.NoLine, $"{_path} has no line {pinNumber}: its lines are 0 to {PinCount - 1}.");
        }

        // No direction is asked for: the line stays as it is until its mode is set.
        var request = new LineRequest { LineCount = 1 };
        request.Offsets[0] = (uint)pinNumber;
        Texts.Write(request.Consumer, _consumer);
        if (_kernel.Call(_chip, GpioIoctl.GetLine, ref request) is not 0 and var error)
        {
            throw NotTaken(pinNumber, error);
        }

        _lines[pinNumber] = new(pinNumber, new(request.File, ownsHandle: true))
        {
            Mode = InfoOf(pinNumber).Flags.HasFlag(LineFlags.Output) ? PinMode.Output : PinMode.Input,
        };
    }

    protected internal override void ClosePin(int pinNumber)
    {
        if (_lines.TryRemove(pinNumber, out var line))
        {
            _watch.Remove(line);
            line.File.Dispose();
        }
    }

    protected internal override void SetPinMode(int pinNumber, PinMode mode, PinValue initialValue)
    {
        var line = LineOf(pinNumber);
        Configure(line, mode, initialValue, line.Watched);
        line.Mode = mode;
    }

    protected internal override PinMode GetPinMode(int pinNumber) => LineOf(pinNumber).Mode;

    /// <summary>What the interface knows; whether the chip can bias its inputs shows when it is asked to.</summary>
    protected internal override bool IsPinModeSupported(int pinNumber, PinMode mode) => Enum.IsDefined(mode);

    protected internal override PinValue Read(int pinNumber)
    {
        var values = new LineValues { Mask = 1 };
        Must(pinNumber, "read", _kernel.Call(LineOf(pinNumber).File, GpioIoctl.GetValues, ref values));
        return (values.Bits & 1) != 0;
    }

    protected internal override void Write(int pinNumber, PinValue value)
    {
        var line = LineOf(pinNumber);
        if (line.Mode != PinMode.Output)
        {
            throw new InvalidOperationException($"The line {pinNumber} of {_path} is no output: set its mode first.");
        }

        var values = new LineValues { Mask = 1, Bits = value == PinValue.High ? 1UL : 0 };
        Must(pinNumber, "written", _kernel.Call(line.File, GpioIoctl.SetValues, ref values));
    }

    protected internal override void AddCallbackForPinValueChangedEvent(int pinNumber, PinEventTypes eventTypes, PinChangeEventHandler callback)
    {
        var line = LineOf(pinNumber);
        if (line.Mode == PinMode.Output)
        {
            throw new InvalidOperationException($"The line {pinNumber} of {_path} is an output: only inputs are watched.");
        }

        Configure(line, line.Mode, PinValue.Low, line.Watched | eventTypes);
        line.Add(eventTypes, callback);
        _watch.Add(line);
    }

    protected internal override void RemoveCallbackForPinValueChangedEvent(int pinNumber, PinChangeEventHandler callback)
    {
        var line = LineOf(pinNumber);
        line.Remove(callback);
        Configure(line, line.Mode, PinValue.Low, line.Watched);
        if (line.Watched == PinEventTypes.None)
        {
            _watch.Remove(line);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_chip.IsClosed)
        {
            _watch.Dispose();
            foreach (var line in _lines.Values)
            {
                line.File.Dispose();
            }

            _lines.Clear();
            _chip.Dispose();
        }

        base.Dispose(disposing);
    }

    void Configure(GpioLine line, PinMode mode, PinValue initial, PinEventTypes watched)
    {
        var config = new LineConfig { Flags = FlagsOf(mode) };
        if (mode == PinMode.Output)
        {
            config.AttributeCount = 1;
            config.Attributes[0] = new() { Id = LineAttributeId.OutputValues, OutputValues = initial == PinValue.High ? 1UL : 0, Mask = 1 };
        }
        else
        {
            config.Flags |= (watched.HasFlag(PinEventTypes.Rising) ? LineFlags.EdgeRising : LineFlags.None) | (watched.HasFlag(PinEventTypes.Falling) ? LineFlags.EdgeFalling : LineFlags.None);
            if (_debounce > TimeSpan.Zero)
            {
                config.AttributeCount = 1;
                config.Attributes[0] = new() { Id = LineAttributeId.Debounce, DebouncePeriodMicroseconds = (uint)_debounce.TotalMicroseconds, Mask = 1 };
            }
        }

        var error = _kernel.Call(line.File, GpioIoctl.SetConfig, ref config);
        if (error is Libc.NotSupported or Libc.Invalid && (config.Flags & Bias) != LineFlags.None)
        {
            throw new GpioException(GpioFailure.NotSupported, $"{_path}: the line {line.Number} cannot be pulled up or down by the chip ({Text(error)}): use Input and a resistor on the board.");
        }

        Must(line.Number, $"used as {mode}", error);
    }

    static LineFlags FlagsOf(PinMode mode) => mode switch
    {
        PinMode.Output => LineFlags.Output,
        PinMode.InputPullUp => LineFlags.Input | LineFlags.BiasPullUp,
        PinMode.InputPullDown => LineFlags.Input | LineFlags.BiasPullDown,
        _ => LineFlags.Input,
    };

    GpioException NotTaken(int number, int error)
    {
        if (error == Libc.Busy)
        {
            var info = InfoOf(number);
            var consumer = Texts.Read(info.Consumer);
            return new(
                GpioFailure.InUse,
                $"{_path}: the line {number} is in use{(consumer.Length > 0 ? $" by '{consumer}'" : "")}: stop that, take it out of the device tree, or configure another line.");
        }

        return error is Libc.Invalid or Libc.NotATypewriter
            ? new(GpioFailure.NotSupported, $"{_path}: the kernel does not know the second GPIO interface ({Text(error)}): Linux 5.10 or later is needed, built with CONFIG_GPIO_CDEV.")
            : new(GpioFailure.Other, $"{_path}: the line {number} cannot be taken: {Text(error)}.");
    }

    void Must(int number, string what, int error)
    {
        if (error != 0)
        {
            var failure = error == Libc.NotSupported ? GpioFailure.NotSupported : GpioFailure.Other;
            throw new GpioException(failure, $"{_path}: the line {number} cannot be {what}: {Text(error)}.");
        }
    }

    LineInfo InfoOf(int number)
    {
        var info = new LineInfo { Offset = (uint)number };
        Must(number, "looked at", _kernel.Call(_chip, GpioIoctl.GetLineInfo, ref info));
        return info;
    }

    GpioLine LineOf(int number) => _lines.TryGetValue(number, out var line) ? line : throw new InvalidOperationException($"The line {number} of {_path} is not open.");

    static SafeFileHandle Open(string path, IGpioKernel kernel)
    {
        try
        {
            return kernel.Open(path);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new GpioException(GpioFailure.NoPermission, $"The GPIO chip '{path}' may not be used: add the user to the group gpio (usermod -aG gpio USER), or give it the device by a udev rule.", e);
        }
        catch (IOException e)
        {
            throw new GpioException(GpioFailure.NoChip, $"There is no GPIO chip '{path}' ({e.Message}): give one that gpiodetect lists, for example /dev/gpiochip0.", e);
        }
    }

    static string Text(int error) => Marshal.GetPInvokeErrorMessage(error);
}
