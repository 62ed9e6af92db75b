using System.Globalization;
using System.Net;
using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Simulation.Faults;
using LocalEnergyMarket.Hardware.Simulation.Lines;
using LocalEnergyMarket.Hardware.Simulation.OpenEms;
using LocalEnergyMarket.Hardware.Simulation.Plants;
using LocalEnergyMarket.Hardware.Simulation.Profiles;
using LocalEnergyMarket.Hardware.Simulation.Serving;

namespace LocalEnergyMarket.Hardware.Simulation.Sites;

/// <summary>A plant file made into plants and what shows them.</summary>
/// <param name="First">The plant of everything that names none.</param>
public sealed record Site(Plant First, SimulatorOptions Options)
{
    const string SunSpec = "sunspec-";

    /// <param name="folder">Where relative paths start.</param>
    /// <exception cref="FormatException">Something in it is wrong; the message says where and what to do.</exception>
    public static Site Of(SiteFile file, IPAddress host, string folder)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (!DateOnly.TryParseExact(file.Since, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var since))
        {
            throw new FormatException($"since: '{file.Since}' must be a day like 2026-01-01.");
        }

        if (file.Plants.Count == 0)
        {
            throw new FormatException("plants: give at least one, or leave the key out.");
        }

        var plants = file.Plants.ToDictionary(p => p.Key, p => Plant(p.Value, file.Seed, since, folder), StringComparer.Ordinal);
        var first = plants[file.Plants.First().Key];
        return new(first, new()
        {
            Host = host,
            Seed = file.Seed,
            Lines = [.. file.Lines.Select(l => Line(l, plants, folder))],
            Edges = [.. file.Edges.Select(e => Edge(e, plants))],
            Faults = [.. file.Faults.Select(FaultOrder.Parse)],
        });
    }

    static Plant Plant(SitePlant plant, int seed, DateOnly since, string folder)
    {
        var (own, peak) = (plant.Seed ?? seed, Watts("pvKwp", plant.PvKwp));
        return new(new()
        {
            Since = since,
            Seed = own,
            Sun = plant.PvCsv is { } pv ? RecordedProfile.Load(Path.Combine(folder, pv), peak) : new SyntheticSun(own, peak),
            Household = plant.HouseholdCsv is { } household ? RecordedProfile.Load(Path.Combine(folder, household), 1) : new SyntheticHousehold(own),
            Battery = new(Watts("batteryKwh", plant.BatteryKwh), Watts("batteryKw", plant.BatteryKw), EfficiencyPercent: 95),
        });
    }

    static SimulatedLine Line(SiteLine line, Dictionary<string, Plant> plants, string folder) => new(line.Name, [.. line.Meters.SelectMany(m => Meters(m, plants, folder))])
    {
        Kind = line.Kind switch
        {
            "tcp" => LineKind.Tcp,
            "rtu-over-tcp" => LineKind.RtuOverTcp,
            "serial" => LineKind.Serial,
            _ => throw new FormatException($"lines: {line.Name}: kind '{line.Kind}' is neither tcp, rtu-over-tcp nor serial."),
        },
        Port = Port(line.Name, line.Port),
        Connections = line.Connections,
        Device = line.Device,
        Link = line.Link is { } link ? Path.Combine(folder, link) : null,
        Baud = line.Baud,
        Parity = line.Parity is "none" or "even" or "odd" ? line.Parity[0] : throw new FormatException($"lines: {line.Name}: parity '{line.Parity}' is neither none, even nor odd."),
        StopBits = line.StopBits is 1 or 2 ? line.StopBits : throw new FormatException($"lines: {line.Name}: stopBits must be 1 or 2."),
    };

    static IEnumerable<SimulatedMeter> Meters(SiteMeter meter, Dictionary<string, Plant> plants, string folder)
    {
        if (meter.Count is < 1 or > 247)
        {
            throw new FormatException($"meters: {meter.Name}: count must be from 1 to 247.");
        }

        var one = Meter(meter, plants, folder);
        return meter.Count == 1
            ? [one]
            : Enumerable.Range(1, meter.Count).Select(i => one with
            {
                Name = string.Create(CultureInfo.InvariantCulture, $"{meter.Name}{i}"),
                Serial = string.Create(CultureInfo.InvariantCulture, $"{meter.Serial}{i:000}"),
                Unit = (byte)((meter.Unit ?? 1) + i - 1),
            });
    }

    static SimulatedMeter Meter(SiteMeter meter, Dictionary<string, Plant> plants, string folder)
    {
        var (measures, plant) = (Measures(meter.Name, meter.Measures), meter.Plant is { } name ? Plant(meter.Name, name, plants) : null);
        if (!meter.Type.StartsWith(SunSpec, StringComparison.Ordinal))
        {
            var device = meter.Type.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
                ? DeviceCatalogue.Load(Path.Combine(folder, meter.Type))
                : DeviceCatalogue.Find(meter.Type);
            return new(meter.Name, measures, meter.Serial, device) { Unit = meter.Unit, Plant = plant };
        }

        return int.TryParse(meter.Type.AsSpan(SunSpec.Length), CultureInfo.InvariantCulture, out var model) && SunSpecDevice.Models.Contains(model)
            ? SimulatedMeter.SunSpec(meter.Name, measures, meter.Serial, model) with { Unit = meter.Unit, Plant = plant }
            : throw new FormatException($"meters: {meter.Name}: type '{meter.Type}' is not one of sunspec-{string.Join(", sunspec-", SunSpecDevice.Models)}.");
    }

    static SimulatedEdge Edge(SiteEdge edge, Dictionary<string, Plant> plants) => new(edge.Name)
    {
        Plant = edge.Plant is { } name ? Plant(edge.Name, name, plants) : null,
        Port = Port(edge.Name, edge.Port),
        Password = edge.Password,
        Connections = edge.Connections,
        Components = [.. edge.Components.Select(c => new SimulatedComponent(c.Id, Measures(c.Id, c.Measures), c.Serial))],
    };

    static Plant Plant(string where, string name, Dictionary<string, Plant> plants) =>
        plants.TryGetValue(name, out var plant) ? plant : throw new FormatException($"{where}: there is no plant '{name}'. There are: {string.Join(", ", plants.Keys)}.");

    static PlantMeter Measures(string where, string text) => text switch
    {
        "pv" => PlantMeter.Pv,
        "household" => PlantMeter.Household,
        "battery" => PlantMeter.Battery,
        "grid" => PlantMeter.Grid,
        _ => throw new FormatException($"{where}: measures '{text}' is neither pv, household, battery nor grid."),
    };

    static int Port(string where, int port) => port is >= 0 and <= 65_535 ? port : throw new FormatException($"{where}: port must be from 0 to 65535.");

    static long Watts(string key, decimal kilo) => kilo is >= 0 and <= 100_000 ? (long)(kilo * 1000) : throw new FormatException($"plants: {key} must be from 0 to 100000.");
}
