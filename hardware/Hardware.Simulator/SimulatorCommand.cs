using System.CommandLine;
using System.Globalization;
using System.Net;
using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Simulation.Control;
using LocalEnergyMarket.Hardware.Simulation.Faults;
using LocalEnergyMarket.Hardware.Simulation.Lines;
using LocalEnergyMarket.Hardware.Simulation.Plants;
using LocalEnergyMarket.Hardware.Simulation.Profiles;
using LocalEnergyMarket.Hardware.Simulation.Serving;
using LocalEnergyMarket.Hardware.Simulation.Sites;
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
    static readonly Option<string?> PlantFile = new("--plant") { Description = "A plant file (JSON): any number of plants, meters, lines and OpenEMS edges. Goes without --since, --seed and the options by meter." };
    static readonly Option<string[]> Faults = new("--fault") { Description = "What goes wrong, as 'pv busy at=5m for=30s probability=0.2'; may be given several times. --list says what there is.", DefaultValueFactory = _ => [] };
    static readonly Option<int?> ControlPort = new("--control-port") { Description = "TCP port on 127.0.0.1 that takes orders of faults while it runs (HTTP; GET / says how); 0 asks the kernel." };
    static readonly Option<bool> List = new("--list") { Description = "Says which device types and faults there are, and ends." };
    static readonly Option<string?> ReadyFile = new("--ready-file") { Description = "Where to write, once all listen, a JSON file with ports and serial numbers." };

    public static RootCommand Create()
    {
        var command = new RootCommand(
            """
            Plants to try everything with: a PV plant, a household and a battery as Modbus meters, and their grid connection as an OpenEMS edge. Counters
            integrate power exactly, whatever flows in flows out, and the same seed gives the same plant everywhere. Faults come on order.

            Examples:
              lem-simulator --pv-port 1502 --household-port 1503 --battery-port 1504 --openems-port 8084
              lem-simulator --plant docs/plant.json --control-port 8900
              lem-simulator --fault "pv silence at=2m for=30s" --fault "household busy probability=0.1"
              curl -d "pv counter-back wh=500" http://127.0.0.1:8900/faults
            """)
        {
            Clock, Since, Seed, Host, PvPort, HouseholdPort, BatteryPort, OpenEmsPort, PvDevice, HouseholdDevice, BatteryDevice,
            OpenEmsPassword, PvKwp, BatteryKwh, PvCsv, HouseholdCsv, PlantFile, Faults, ControlPort, List, ReadyFile,
        };
        command.SetAction(RunAsync);
        return command;
    }

    static async Task<int> RunAsync(ParseResult given, CancellationToken cancellationToken)
    {
        try
        {
            if (given.GetValue(List))
            {
                Console.WriteLine(Inventory.Text());
                return 0;
            }

            await ServeAsync(given, cancellationToken);
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

    static async Task ServeAsync(ParseResult given, CancellationToken cancellationToken)
    {
        var clock = MarketClock.Parse(given.GetRequiredValue(Clock));
        var (site, since) = SiteOf(given, clock);
        var options = site.Options with { Faults = [.. site.Options.Faults, .. given.GetRequiredValue(Faults).Select(FaultOrder.Parse)] };
        await using var simulator = await PlantSimulator.StartAsync(site.First, options, clock, cancellationToken);
        await using var control = given.GetValue(ControlPort) is { } port ? ControlServer.Start(simulator, clock, Valid(ControlPort.Name, port)) : null;
        foreach (var meter in simulator.Meters)
        {
            var where = meter.Line.Device ?? string.Create(CultureInfo.InvariantCulture, $"port {meter.Port}");
            Console.WriteLine($"{meter.Name}: {meter.Device.Name}, unit {meter.Unit} on {where}, serial {meter.Serial}");
        }

        foreach (var edge in simulator.Edges)
        {
            Console.WriteLine($"{edge.Edge.Name}: {edge.Address}");
        }

        if (control is not null)
        {
            Console.WriteLine($"control: {control.Address}");
        }

        if (given.GetValue(ReadyFile) is { } path)
        {
            await Ready.WriteAsync(path, simulator, options.Host.ToString(), given.GetRequiredValue(Clock), since, control?.Address, cancellationToken);
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }

    static (Site Site, DateOnly Since) SiteOf(ParseResult given, TimeProvider clock)
    {
        var host = IPAddress.TryParse(given.GetValue(Host), out var address) ? address : throw new FormatException($"--host '{given.GetValue(Host)}' is not an IP address.");
        if (given.GetValue(PlantFile) is { } path)
        {
            var file = SiteFile.Load(path);
            return (Site.Of(file, host, Path.GetDirectoryName(Path.GetFullPath(path))!), DateOnly.ParseExact(file.Since, "yyyy-MM-dd", CultureInfo.InvariantCulture));
        }

        var settings = Settings(given, clock);
        return (new(new(settings), Options(given, host)), settings.Since);
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

    static SimulatorOptions Options(ParseResult given, IPAddress host) => new()
    {
        Host = host,
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

    static int Valid(ParseResult given, Option<int> port) => Valid(port.Name, given.GetValue(port));

    static int Valid(string name, int port) => port is >= 0 and <= 65535 ? port : throw new FormatException($"{name} must be from 0 to 65535.");

    static Option<int> Port(string name) => new($"--{name}-port") { Description = $"TCP port for {name}; 0 asks the kernel." };

    static Option<string?> Device(string name) => new($"--{name}-device") { Description = $"Device type that the {name} meter behaves like." };
}
