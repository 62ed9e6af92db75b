namespace LocalEnergyMarket.Edge.Gateway.Configuration;

/// <summary>What the box controls: plants by relay or register, and its own lamp, button and tamper contact.</summary>
public sealed record ControlOptions
{
    /// <summary>The chip with the lines: <c>/dev/gpiochip0</c> (default); <c>simulated</c>, or <c>simulated:FOLDER</c> with a file for each line, for trying things out.</summary>
    public string Gpio { get; set; } = "/dev/gpiochip0";

    /// <summary>Where orders are kept over a restart. Default <c>control.json</c>.</summary>
    public string StateFile { get; set; } = "control.json";

    /// <summary>Seconds of real time without a stream after which <see cref="PlantOptions.OnLinkLoss"/> holds. 60 to 604800, default 900.</summary>
    public int LinkLossSeconds { get; set; } = 900;

    /// <summary>What can be limited.</summary>
    public IReadOnlyList<PlantOptions> Plants { get; set; } = [];

    /// <summary>The line of the status lamp.</summary>
    public LineOptions? Led { get; init; }

    /// <summary>The line of the contact that opens with the housing; it is pulled up, and reads low while closed to ground.</summary>
    public LineOptions? Tamper { get; init; }

    /// <summary>The line of the service button; it is pulled up, and reads low while pressed.</summary>
    public LineOptions? Button { get; init; }

    /// <summary>With its files made full.</summary>
    internal ControlOptions WithFullPaths(Func<string, string> full) => this with
    {
        Gpio = Gpio.StartsWith("simulated:", StringComparison.Ordinal) ? $"simulated:{full(Gpio["simulated:".Length..])}" : Gpio,
        StateFile = full(StateFile),
        Plants =
        [
            .. Plants.Select(plant => plant.Device is { Type: { } type } device && type.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
                ? plant with { Device = device with { Type = full(type) } }
                : plant),
        ],
    };
}

/// <summary>One line of the chip.</summary>
public sealed record LineOptions
{
    /// <summary>Its number or its name, for example <c>17</c> or <c>GPIO17</c>.</summary>
    public required string Line { get; init; }

    /// <summary>Of the lamp: lit when low. Of contact and button: the other way round than said there.</summary>
    public bool Inverted { get; init; }
}

/// <summary>A plant that can be limited: all that is behind one meter, or that a meter stands for.</summary>
public sealed record PlantOptions
{
    /// <summary>Index of the plant's meter on this box.</summary>
    public required int MeterIndex { get; init; }

    /// <summary><c>generation</c> or <c>consumption</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>W that the plant can at most: what it runs at without a limit, and what 100 % is.</summary>
    public required long RatedW { get; init; }

    /// <summary>
    /// W below which it is never limited. Of consumption 4200 (default) for one controllable device, more for several behind the meter (BNetzA BK6-22-300, annex 1, 4.5);
    /// of generation 0 (default).
    /// </summary>
    public long? FloorW { get; init; }

    /// <summary>Without a stream for <see cref="ControlOptions.LinkLossSeconds"/>: <c>hold</c> (default) leaves a limit until its end, <c>release</c> ends it, <c>limit</c> keeps the plant
    /// at <see cref="FallbackW"/> or below until the stream is back.</summary>
    public string OnLinkLoss { get; set; } = "hold";

    /// <summary>W for <c>limit</c>.</summary>
    public long? FallbackW { get; init; }

    /// <summary>Relays, by the limit that they stand for; none: the device's own register.</summary>
    public IReadOnlyList<RelayStepOptions> Relays { get; set; } = [];

    /// <summary>The device that is written to, if it is another than the meter.</summary>
    public ControlledDeviceOptions? Device { get; init; }

    /// <summary>Changes that are written to the device in a minute at most: registers wear. 1 to 60, default 6. What is late is written as soon as it may.</summary>
    public int WritesPerMinute { get; set; } = 6;

    /// <summary>Seconds of real time between two looks at whether the device still has what was written. 5 to 3600, default 60.</summary>
    public int VerifySeconds { get; set; } = 60;
}

/// <summary>One step of a plant's relays, as of a ripple control receiver.</summary>
public sealed record RelayStepOptions
{
    /// <summary>W that the plant runs at most at with these contacts.</summary>
    public required long LimitW { get; init; }

    /// <summary>Lines whose relays are switched on, by number or name; the plant's other relays are off.</summary>
    public IReadOnlyList<string> On { get; set; } = [];
}

/// <summary>A Modbus device that is controlled.</summary>
public sealed record ControlledDeviceOptions
{
    /// <summary>Its device type or file (*.json) with <c>controls</c>, or <c>sunspec</c> (limits production); the meter's if left out.</summary>
    public string? Type { get; init; }

    /// <summary>Its unit; the meter's if left out.</summary>
    public int? Unit { get; init; }

    /// <summary>Index of a meter on the same line; the plant's own if left out.</summary>
    public int? OnLineOf { get; init; }

    /// <summary>Host or address, if no meter is on its line.</summary>
    public string? Host { get; init; }

    /// <summary>TCP port there; the device type's if left out.</summary>
    public int? Port { get; init; }
}
