using System.Threading.Channels;
using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Gateway.Control.Limits;
using LocalEnergyMarket.Hardware.Gpio;
using LocalEnergyMarket.Protos.V1;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway.Control.Panel;

/// <summary>The box's own lamp, tamper contact and button.</summary>
public sealed class BoxPanel
{
    /// <summary>How long the button is held down to count.</summary>
    public static readonly TimeSpan LongPress = TimeSpan.FromSeconds(3);

    readonly GpioController _gpio;
    readonly LimitDesk _desk;
    readonly Func<LampSign> _sign;
    readonly TimeProvider _real;
    readonly ILogger _log;
    readonly Input? _tamper;
    readonly Input? _button;
    readonly (GpioPin Pin, bool Inverted)? _lamp;

    /// <exception cref="ConfigurationException">A line cannot be had.</exception>
    public BoxPanel(ControlOptions options, GpioController gpio, LimitDesk desk, Func<LampSign> sign, TimeProvider real, ILogger log)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_gpio, _desk, _sign, _real, _log) = (gpio, desk, sign, real, log);
        _tamper = options.Tamper is { } tamper ? InputOf(tamper, "Control.Tamper") : null;
        _button = options.Button is { } button ? InputOf(button, "Control.Button") : null;
        _lamp = options.Led is { } lamp ? Line(lamp, "Control.Led", number => (gpio.OpenPin(number, PinMode.Output, lamp.Inverted), lamp.Inverted)) : null;
    }

    /// <summary>Whether there is a contact that watches the housing.</summary>
    public bool HasTamper => _tamper is not null;

    /// <summary>Whether the housing is open now.</summary>
    public bool IsOpen { get; private set; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        List<Task> parts = [Task.Delay(Timeout.InfiniteTimeSpan, _real, cancellationToken)];
        parts.AddRange(_lamp is { } lamp ? [ShineAsync(lamp.Pin, lamp.Inverted, cancellationToken)] : []);
        parts.AddRange(_tamper is { } tamper ? [GuardAsync(tamper, cancellationToken)] : []);
        parts.AddRange(_button is { } button ? [ListenAsync(button, cancellationToken)] : []);
        await await Task.WhenAny(parts);
    }

    async Task ShineAsync(GpioPin pin, bool inverted, CancellationToken cancellationToken)
    {
        while (true)
        {
            foreach (var (lit, time) in BlinkCode.Pattern(_sign()))
            {
                pin.Write(lit != inverted);
                await Task.Delay(time, _real, cancellationToken);
            }
        }
    }

    /// <summary>Every opening counts, also one that is over before anybody looks: the kernel has seen the edge.</summary>
    async Task GuardAsync(Input tamper, CancellationToken cancellationToken)
    {
        var changes = tamper.Watch(_gpio);
        if (tamper.IsActive(_gpio))
        {
            Opened("found open when the box started");
        }

        await foreach (var closed in changes.ReadAllAsync(cancellationToken))
        {
            if (closed == IsOpen)
            {
                if (closed)
                {
                    Closed();
                }
                else
                {
                    Opened("");
                }
            }
        }
    }

    void Opened(string detail)
    {
        IsOpen = true;
        _log.Opened();
        _desk.Happened(BoxEventKind.TamperOpened, detail);
    }

    void Closed()
    {
        IsOpen = false;
        _log.Closed();
        _desk.Happened(BoxEventKind.TamperClosed, "");
    }

    async Task ListenAsync(Input button, CancellationToken cancellationToken)
    {
        var changes = button.Watch(_gpio);
        while (true)
        {
            // Pressed pulls the line low, which is not "active" in the contact's sense.
            if (await changes.ReadAsync(cancellationToken))
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                var released = changes.WaitToReadAsync(limit.Token).AsTask();
                var held = Task.Delay(LongPress, _real, limit.Token);
                if (await Task.WhenAny(released, held) == held)
                {
                    _log.ButtonHeld();
                    _desk.Happened(BoxEventKind.ServiceButton, "");
                }

                await limit.CancelAsync();
            }
        }
    }

    Input InputOf(LineOptions line, string key) => Line(line, key, number =>
    {
        _gpio.OpenPin(number, PinMode.InputPullUp);
        return new Input(number, line.Inverted);
    });

    T Line<T>(LineOptions line, string key, Func<int, T> open)
    {
        try
        {
            return open(_gpio.Find(line.Line));
        }
        catch (GpioException e)
        {
            throw new ConfigurationException($"{key}: {e.Message}", e);
        }
    }

    /// <summary>A contact to ground under a pull-up: closed is low.</summary>
    sealed record Input(int Number, bool Inverted)
    {
        /// <summary>Whether the contact is open (the line high).</summary>
        public bool IsActive(GpioController gpio) => gpio.Read(Number) == PinValue.High != Inverted;

        /// <summary>Each change: true when the contact closes.</summary>
        public ChannelReader<bool> Watch(GpioController gpio)
        {
            var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.DropOldest });
            gpio.RegisterCallbackForPinValueChangedEvent(
                Number, PinEventTypes.Rising | PinEventTypes.Falling, (_, e) => changes.Writer.TryWrite(e.ChangeType == PinEventTypes.Falling != Inverted));
            return changes.Reader;
        }
    }
}
