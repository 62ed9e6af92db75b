using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Gateway.Control.Devices;
using LocalEnergyMarket.Edge.Gateway.Control.Limits;
using LocalEnergyMarket.Edge.Gateway.Control.Panel;
using LocalEnergyMarket.Edge.Gateway.Polling;
using LocalEnergyMarket.Edge.Gateway.Service;
using LocalEnergyMarket.Hardware.Gpio;
using LocalEnergyMarket.Hardware.Gpio.CharDevice;
using LocalEnergyMarket.Hardware.Gpio.Simulated;
using LocalEnergyMarket.Protos.V1;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway.Control;

/// <summary>Everything that the box controls: plants, and its own lamp, contact and button. A box that controls nothing has one too; it refuses every order.</summary>
public sealed class BoxControl : IAsyncDisposable
{
    const string Simulated = "simulated";

    static readonly TimeSpan Debounce = TimeSpan.FromMilliseconds(20);

    readonly GpioController? _gpio;
    readonly PlantDevices _devices;
    readonly ControlOutbox _outbox = new();
    int _streams;

    BoxControl(
        ControlOptions options, MeterSet meters, IReadOnlyList<MeterOptions> configured, string? devicesFolder, GpioController? gpio, Func<LampSign>? sign, Supervision? supervision, TimeProvider market, TimeProvider real, ILogger log)
    {
        _gpio = gpio;
        _devices = new(meters, configured, devicesFolder, gpio);
        var rules = options.Plants.Select(plant => PlantRule.Of(plant, TimeSpan.FromSeconds(options.LinkLossSeconds))).ToList();
        Desk = new(new(options.StateFile), rules, () => Volatile.Read(ref _streams) > 0, _outbox, market, real, log);
        Plants =
        [
            .. options.Plants.Select((plant, i) => new PlantLoop(
                rules[i], _devices.Open(plant, i), Desk, new(plant.WritesPerMinute, real), TimeSpan.FromSeconds(plant.VerifySeconds),
                supervision?.Watch($"Control of meter {plant.MeterIndex}", TimeSpan.FromMinutes(1)), real, log)),
        ];
        Panel = gpio is null ? null : new(options, gpio, Desk, () => Sign(sign), real, log);
    }

    public LimitDesk Desk { get; }

    public IReadOnlyList<PlantLoop> Plants { get; }

    /// <summary>Null if the box has no lines.</summary>
    public BoxPanel? Panel { get; }

    /// <summary>What runs until the box stops.</summary>
    public IEnumerable<Func<CancellationToken, Task>> Loops => [.. Plants.Select(plant => (Func<CancellationToken, Task>)plant.RunAsync), .. Panel is null ? [] : new[] { Panel.RunAsync }];

    /// <param name="devicesFolder">Device files besides those shipped; null: none.</param>
    /// <param name="sign">What the lamp is to show, the housing not counted.</param>
    /// <exception cref="ConfigurationException">A line, a device type or the file with the orders cannot be used.</exception>
    public static BoxControl Open(
        ControlOptions options, MeterSet meters, IReadOnlyList<MeterOptions> configured, string? devicesFolder, Func<LampSign>? sign, Supervision? supervision, TimeProvider market, TimeProvider real, ILogger log)
    {
        ArgumentNullException.ThrowIfNull(options);
        var gpio = NeedsLines(options) ? new GpioController(Driver(options.Gpio)) : null;
        try
        {
            return new(options, meters, configured, devicesFolder, gpio, sign, supervision, market, real, log);
        }
        catch
        {
            gpio?.Dispose();
            throw;
        }
    }

    /// <summary>An order has come down the stream.</summary>
    public SetPointResult Take(SetPoint order)
    {
        ArgumentNullException.ThrowIfNull(order);
        try
        {
            return Desk.Take(order);
        }
        catch (IOException e)
        {
            // Not refused: the backend asks again, and the disk may have room then.
            return new() { SetPointId = order.SetPointId, State = SetPointState.Pending, Failure = $"the order could not be written to the box's disk: {e.Message}" };
        }
    }

    /// <summary>A stream is open. What is not certain to be known there is told again.</summary>
    public IReadOnlyList<BoxMessage> StreamOpened()
    {
        Interlocked.Increment(ref _streams);
        return Desk.OnNewStream();
    }

    public void StreamClosed() => Interlocked.Decrement(ref _streams);

    /// <summary>Waits for something that is to be told without being asked for.</summary>
    public ValueTask<BoxMessage> UnaskedAsync(CancellationToken cancellationToken) => _outbox.NextAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _devices.DisposeAsync();
        _gpio?.Dispose();
    }

    LampSign Sign(Func<LampSign>? sign)
    {
        var others = sign?.Invoke() ?? LampSign.Well;
        var broken = Plants.Any(plant => plant.State.Failure.Length > 0) || others == LampSign.Fault;
        return BlinkCode.Of(broken, Panel is { IsOpen: true }, others == LampSign.NoMeter, others is not LampSign.NoLink && Volatile.Read(ref _streams) > 0);
    }

    static bool NeedsLines(ControlOptions options) =>
        options.Led is not null || options.Tamper is not null || options.Button is not null || options.Plants.Any(plant => plant.Relays.Count > 0);

    static GpioDriver Driver(string gpio)
    {
        try
        {
            return gpio == Simulated ? new SimulatedDriver()
                : gpio.StartsWith(Simulated + ":", StringComparison.Ordinal) ? new SimulatedDriver(folder: gpio[(Simulated.Length + 1)..])
                : new CharDeviceDriver(gpio, debounce: Debounce);
        }
        catch (GpioException e)
        {
            throw new ConfigurationException($"Control.Gpio: {e.Message}", e);
        }
    }
}
