using System.CommandLine;
using System.Globalization;
using System.Net;
using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Simulation.Plants;
using LocalEnergyMarket.Hardware.Simulation.Profiles;
using LocalEnergyMarket.Hardware.Simulation.Serving;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Hardware.Simulator;

/// <summary>The command line: reads options, serves until SIGTERM or Ctrl-C. Exit status 0 when told to stop, 1 for anything else.</summary>
static class SimulatorCommand
{
    static readonly Option<string> Clock = new("--clock") { Description = "The market's clock: real, or REAL-START=MARKET-START*FACTOR.", DefaultValueFactory = _ => "real" };
    static readonly Option<string> Since = new("--since") { Description = "UTC day on which the plant was put into service.", DefaultValueFactory = _ => "2026-01-01" };
    static readonly Option<int> Seed = new("--seed") { Description = "Seed of the synthetic weather and load.", DefaultValueFactory = _ => 1 };
    static readonly Option<string> Host = new("--host") { Description = "Address to listen on.", DefaultValueFactory = _ => "127.0.0.1" };
    static readonly Option<int> PvPort = Port("pv");
    static readonly Option<int> HouseholdPort = Port("household");
    static readonly Option<int> BatteryPort = Port("battery");
    static readonly Option<int> OpenEmsPort = Port("openems");
    static readonly Option<string?> PvDevice = Device("pv");
    static readonly Option<string?> HouseholdDevice = Device("household");
    static readonly Option<string?> BatteryDevice = Device("battery");
    static readonly Option<string> OpenEmsPassword = new("--openems-password") { Description = "Password of the OpenEMS edge.", DefaultValueFactory = _ => "user" };
    static readonly Option<decimal> PvKwp = new("--pv-kwp") { Description = "Rated power of the PV plant, kW.", DefaultValueFactory = _ => 10 };
    static readonly Option<decimal> BatteryKwh = new("--battery-kwh") { Description = "Capacity of the battery, kWh.", DefaultValueFactory = _ => 10 };
    static readonly Option<string?> PvCsv = new("--pv-csv") { Description = "CSV of unix seconds and output per kWp instead of the synthetic sun." };
    static readonly Option<string?> HouseholdCsv = new("--household-csv") { Description = "CSV of unix seconds and W drawn instead of the synthetic household." };
    static readonly Option<string?> ReadyFile = new("--ready-file") { Description = "Where to write, once all listen, a JSON file with ports and serial numbers." };

    public static RootCommand Create()
    {
        var command = new RootCommand("A PV plant, a household and a battery as Modbus TCP meters, and their grid connection as an OpenEMS edge.")
        {
            Clock, Since, Seed, Host, PvPort, HouseholdPort, BatteryPort, OpenEmsPort, PvDevice, HouseholdDevice, BatteryDevice,
            OpenEmsPassword, PvKwp, BatteryKwh, PvCsv, HouseholdCsv, ReadyFile,
        };
        command.SetAction(RunAsync);
        return command;
    }

    static async Task<int> RunAsync(ParseResult given, CancellationToken cancellationToken)
    {
        try
        {
            var clock = MarketClock.Parse(given.GetRequiredValue(Clock));
            var settings = Settings(given, clock);
            await using var simulator = await PlantSimulator.StartAsync(new(settings), Options(given), clock, cancellationToken);
            foreach (var meter in simulator.Meters)
            {
                Console.WriteLine($"{meter.Name}: {meter.Device.Name}, unit {meter.Unit} on port {meter.Port}, serial {meter.Serial}");
            }

            Console.WriteLine($"openems: {simulator.OpenEms.Address}");
            if (given.GetValue(ReadyFile) is { } path)
            {
                await Ready.WriteAsync(path, simulator, given.GetRequiredValue(Host), given.GetRequiredValue(Clock), settings.Since, cancellationToken);
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception e) when (e is FormatException or PortTakenException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    static PlantSettings Settings(ParseResult given, TimeProvider clock)
    {
        var seed = given.GetValue(Seed);
        var peak = Watts(given, PvKwp);
        if (!DateOnly.TryParseExact(given.GetValue(Since), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var since)
            || clock.GetUtcNow() < new DateTimeOffset(since, TimeOnly.MinValue, TimeSpan.Zero))
        {
            throw new FormatException($"--since '{given.GetValue(Since)}' must be a day like 2026-01-01, not after the clock's {clock.GetUtcNow():yyyy-MM-dd}.");
        }

        return new()
        {
            Since = since,
            Seed = seed,
            Sun = given.GetValue(PvCsv) is { } pv ? RecordedProfile.Load(pv, peak) : new SyntheticSun(seed, peak),
            Household = given.GetValue(HouseholdCsv) is { } household ? RecordedProfile.Load(household, 1) : new SyntheticHousehold(seed),
            Battery = new(Watts(given, BatteryKwh), MaxW: 5_000, EfficiencyPercent: 95),
        };
    }

    static SimulatorOptions Options(ParseResult given) => new()
    {
        Host = IPAddress.TryParse(given.GetValue(Host), out var host) ? host : throw new FormatException($"--host '{given.GetValue(Host)}' is not an IP address."),
        Lines = [.. new SimulatorOptions().Lines.Select(line => Line(given, line))],
        Edges = [new("openems") { Port = Valid(given, OpenEmsPort), Password = given.GetRequiredValue(OpenEmsPassword) }],
        Seed = given.GetValue(Seed),
    };

    static SimulatedLine Line(ParseResult given, SimulatedLine line)
    {
        var (port, device) = line.Name switch { "pv" => (PvPort, PvDevice), "household" => (HouseholdPort, HouseholdDevice), _ => (BatteryPort, BatteryDevice) };
        return line with
        {
            Port = Valid(given, port),
            Meters = given.GetValue(device) is { } type ? [line.Meters[0] with { Device = DeviceCatalogue.Find(type) }] : line.Meters,
        };
    }

    static long Watts(ParseResult given, Option<decimal> kilo) => given.GetValue(kilo) is var value and >= 0 and <= 100_000
        ? (long)(value * 1000)
        : throw new FormatException($"{kilo.Name} must be from 0 to 100000.");

    static int Valid(ParseResult given, Option<int> port) => given.GetValue(port) is var value and >= 0 and <= 65535
        ? value
        : throw new FormatException($"{port.Name} must be from 0 to 65535.");

    static Option<int> Port(string name) => new($"--{name}-port") { Description = $"TCP port for {name}; 0 asks the kernel." };

    static Option<string?> Device(string name) => new($"--{name}-device") { Description = $"Device type that the {name} meter behaves like." };
}
