using System.Globalization;

namespace LocalEnergyMarket.Hardware.Gpio.Simulated;

/// <summary>
/// A chip that is not there, for tests and demonstrations. With a folder each line is a file <c>0</c>, <c>1</c>, … that holds 0 or 1: outputs write it, inputs read it, and
/// a watched input is looked at ten times a second. An input that nobody has set is pulled by its mode.
/// </summary>
public sealed class SimulatedDriver : GpioDriver
{
    static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    readonly Lock _lock = new();
    readonly string? _folder;
    readonly IReadOnlyList<string> _names;
    readonly Line[] _lines;
    readonly ITimer? _look;

    /// <param name="lines">How many lines it has.</param>
    /// <param name="folder">Where lines are files; none: they are only in memory.</param>
    /// <param name="names">What the first lines are called.</param>
    /// <param name="time">For looking at the files.</param>
    public SimulatedDriver(int lines = 32, string? folder = null, IReadOnlyList<string>? names = null, TimeProvider? time = null)
    {
        (_folder, _names) = (folder, names ?? []);
        _lines = [.. Enumerable.Range(0, lines).Select(_ => new Line())];
        if (folder is not null)
        {
            Directory.CreateDirectory(folder);
            _look = (time ?? TimeProvider.System).CreateTimer(_ => Look(), null, LookEvery, LookEvery);
        }
    }

    protected internal override int PinCount => _lines.Length;

    /// <summary>Sets an input from outside.</summary>
    public void Set(int pinNumber, PinValue value)
    {
        if (_folder is not null)
        {
            WriteFile(pinNumber, value);
        }

        Change(pinNumber, value);
    }

    /// <summary>The level that the line has, whoever drives it.</summary>
    public PinValue Level(int pinNumber)
    {
        lock (_lock)
        {
            return _lines[pinNumber].Level;
        }
    }

    protected internal override int? FindPin(string name) => _names.Index().Where(pair => pair.Item == name).Select(pair => (int?)pair.Index).FirstOrDefault();

    protected internal override void OpenPin(int pinNumber)
    {
        if (pinNumber >= PinCount)
        {
            throw new GpioException(GpioFailure.NoLine, $"The simulated chip has no line {pinNumber}: its lines are 0 to {PinCount - 1}.");
        }
    }

    protected internal override void ClosePin(int pinNumber)
    {
        lock (_lock)
        {
            _lines[pinNumber].Callbacks = [];
        }
    }

    protected internal override void SetPinMode(int pinNumber, PinMode mode, PinValue initialValue)
    {
        lock (_lock)
        {
            _lines[pinNumber].Mode = mode;
        }

        if (mode == PinMode.Output)
        {
            Write(pinNumber, initialValue);
        }
        else
        {
            Change(pinNumber, ReadFile(pinNumber));
        }
    }

    protected internal override PinMode GetPinMode(int pinNumber)
    {
        lock (_lock)
        {
            return _lines[pinNumber].Mode;
        }
    }

    protected internal override bool IsPinModeSupported(int pinNumber, PinMode mode) => Enum.IsDefined(mode);

    protected internal override PinValue Read(int pinNumber)
    {
        if (GetPinMode(pinNumber) != PinMode.Output)
        {
            Change(pinNumber, ReadFile(pinNumber));
        }

        return Level(pinNumber);
    }

    protected internal override void Write(int pinNumber, PinValue value)
    {
        if (GetPinMode(pinNumber) != PinMode.Output)
        {
            throw new InvalidOperationException($"The simulated line {pinNumber} is no output: set its mode first.");
        }

        Set(pinNumber, value);
    }

    protected internal override void AddCallbackForPinValueChangedEvent(int pinNumber, PinEventTypes eventTypes, PinChangeEventHandler callback)
    {
        lock (_lock)
        {
            var line = _lines[pinNumber];
            line.Callbacks = [.. line.Callbacks, (eventTypes, callback)];
        }
    }

    protected internal override void RemoveCallbackForPinValueChangedEvent(int pinNumber, PinChangeEventHandler callback)
    {
        lock (_lock)
        {
            var line = _lines[pinNumber];
            line.Callbacks = [.. line.Callbacks.Where(one => one.Callback != callback)];
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _look?.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Null leaves a line that was set as it is, and one that was not to its pull.</summary>
    void Change(int number, PinValue? value)
    {
        (PinEventTypes Types, PinChangeEventHandler Callback)[] callbacks;
        PinEventTypes change;
        lock (_lock)
        {
            var line = _lines[number];
            var before = line.Level;
            line.Set = value ?? line.Set;
            if (line.Level == before)
            {
                return;
            }

            (callbacks, change) = (line.Callbacks, before == PinValue.Low ? PinEventTypes.Rising : PinEventTypes.Falling);
        }

        foreach (var (types, callback) in callbacks)
        {
            if (types.HasFlag(change))
            {
                callback(this, new(change, number));
            }
        }
    }

    void Look()
    {
        for (var number = 0; number < _lines.Length; number++)
        {
            if (_lines[number].Callbacks.Length > 0)
            {
                Change(number, ReadFile(number));
            }
        }
    }

    /// <summary>Null if nobody has written it, or is at it.</summary>
    PinValue? ReadFile(int number)
    {
        try
        {
            return _folder is null ? null : File.ReadAllText(PathOf(number)).Trim() switch { "1" => PinValue.High, "0" => PinValue.Low, _ => null };
        }
        catch (IOException)
        {
            return null;
        }
    }

    void WriteFile(int number, PinValue value) => File.WriteAllText(PathOf(number), value == PinValue.High ? "1\n" : "0\n");

    string PathOf(int number) => Path.Combine(_folder!, number.ToString(CultureInfo.InvariantCulture));

    sealed class Line
    {
        public PinMode Mode { get; set; }

        public PinValue? Set { get; set; }

        public PinValue Level => Set ?? (Mode == PinMode.InputPullUp ? PinValue.High : PinValue.Low);

        public (PinEventTypes Types, PinChangeEventHandler Callback)[] Callbacks { get; set; } = [];
    }
}
