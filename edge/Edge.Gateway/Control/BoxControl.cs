using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Gateway.Control.Devices;
using LocalEnergyMarket.Edge.Gateway.Control.Limits;
using LocalEnergyMarket.Edge.Gateway.Control.Panel;
using LocalEnergyMarket.Edge.Gateway.Polling;
using LocalEnergyMarket.Edge.Gateway.Service;
using LocalEnergyMarket.Edge.Gateway.Vitals;
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

    static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(1);

    readonly GpioController? _gpio;
    readonly BoxVitals _vitals;
    readonly TimeProvider _real;
    readonly PlantDevices _devices;
    readonly ControlOutbox _outbox = new();
    int _streams;

    BoxControl(
        ControlOptions options, MeterSet meters, IReadOnlyList<MeterOptions> configured, string? devicesFolder, GpioController? gpio, BoxVitals vitals, Func<bool>? meterSilent, Supervision? supervision, TimeProvider market, TimeProvider real, ILogger log)
    {
        (_gpio, _vitals, _real) = (gpio, vitals, real);
        _devices = new(meters, configured, devicesFolder, gpio);
        var rules = options.Plants.Select(plant => PlantRule.Of(plant, TimeSpan.FromSeconds(options.LinkLossSeconds))).ToList();
        Desk = new(new(options.StateFile), rules, () => Volatile.Read(ref _streams) > 0, _outbox, market, real, log);
        Plants =
        [
            .. options.Plants.Select((plant, i) => new PlantLoop(
                rules[i], _devices.Open(plant, i), Desk, new(plant.WritesPerMinute, real), TimeSpan.FromSeconds(plant.VerifySeconds),
                supervision?.Watch($"Control of meter {plant.MeterIndex}", TimeSpan.FromMinutes(1)), real, log)),
        ];
        Panel = gpio is null ? null : new(options, gpio, Desk, () => BlinkCode.Of(vitals.Parts, meterSilent?.Invoke() ?? false, Volatile.Read(ref _streams) > 0), real, log);
        Report();
    }

    public LimitDesk Desk { get; }

    public IReadOnlyList<PlantLoop> Plants { get; }

    /// <summary>Null if the box has no lines.</summary>
    public BoxPanel? Panel { get; }

    /// <summary>What runs until the box stops.</summary>
    public IEnumerable<Func<CancellationToken, Task>> Loops => [.. Plants.Select(plant => (Func<CancellationToken, Task>)plant.RunAsync), .. Panel is null ? [] : new[] { Panel.RunAsync }, ReportAsync];

    /// <param name="devicesFolder">Device files besides those shipped; null: none.</param>
    /// <param name="vitals">Where plants and housing say how they are, and from where the lamp knows how the other parts are.</param>
    /// <param name="meterSilent">Whether a meter does not answer.</param>
    /// <exception cref="ConfigurationException">A line, a device type or the file with the orders cannot be used.</exception>
    public static BoxControl Open(
        ControlOptions options, MeterSet meters, IReadOnlyList<MeterOptions> configured, string? devicesFolder, BoxVitals vitals, Func<bool>? meterSilent, Supervision? supervision, TimeProvider market,
        TimeProvider real, ILogger log)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(vitals);
        var gpio = NeedsLines(options) ? new GpioController(Driver(options.Gpio)) : null;
        try
        {
            return new(options, meters, configured, devicesFolder, gpio, vitals, meterSilent, supervision, market, real, log);
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

    async Task ReportAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Report();
            await Task.Delay(ReportEvery, _real, cancellationToken);
        }
    }

    void Report()
    {
        foreach (var part in ControlReports.Of([.. Plants.Select(plant => (plant.Plant, plant.State))], Panel is { HasTamper: true } panel ? panel.IsOpen : null))
        {
            _vitals.Report(part);
        }
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
