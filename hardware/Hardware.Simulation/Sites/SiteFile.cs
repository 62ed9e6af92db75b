using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalEnergyMarket.Hardware.Simulation.Sites;

/// <summary>A plant file: what stands where, how it is reached, and what goes wrong. One JSON file; unknown keys are refused.</summary>
public sealed record SiteFile
{
    /// <summary>Of everything that has no seed of its own. Default 1.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>The UTC day on which the plants were put into service, as 2026-01-01.</summary>
    public string Since { get; set; } = "2026-01-01";

    /// <summary>The plants by name. Default one, called plant.</summary>
    public IReadOnlyDictionary<string, SitePlant> Plants { get; set; } = new Dictionary<string, SitePlant>(StringComparer.Ordinal) { ["plant"] = new() };

    /// <summary>The Modbus lines.</summary>
    public IReadOnlyList<SiteLine> Lines { get; set; } = [];

    /// <summary>The OpenEMS edges.</summary>
    public IReadOnlyList<SiteEdge> Edges { get; set; } = [];

    /// <summary>Orders of faults, one a line.</summary>
    public IReadOnlyList<string> Faults { get; set; } = [];

    /// <exception cref="FormatException">It is no plant file; the message says where and why.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static SiteFile Load(string path)
    {
        using var stream = File.OpenRead(path);
        try
        {
            return JsonSerializer.Deserialize(stream, SiteJson.Default.SiteFile) ?? throw new JsonException("it holds null");
        }
        catch (JsonException e)
        {
            throw new FormatException($"{path} is no plant file: {e.Message}", e);
        }
    }
}

/// <summary>A PV plant, a household and a battery behind one connection to the grid.</summary>
public sealed record SitePlant
{
    /// <summary>Of its weather and load; the file's if left out.</summary>
    public int? Seed { get; init; }

    /// <summary>Rated power of the PV plant, kW. Default 10.</summary>
    public decimal PvKwp { get; set; } = 10;

    /// <summary>Capacity of the battery, kWh. Default 10.</summary>
    public decimal BatteryKwh { get; set; } = 10;

    /// <summary>What the battery takes or gives at most, kW. Default 5.</summary>
    public decimal BatteryKw { get; set; } = 5;

    /// <summary>CSV of unix seconds and output per kWp instead of the synthetic sun; relative to the plant file.</summary>
    public string? PvCsv { get; init; }

    /// <summary>CSV of unix seconds and W instead of the synthetic household; relative to the plant file.</summary>
    public string? HouseholdCsv { get; init; }
}

/// <summary>A Modbus line.</summary>
public sealed record SiteLine
{
    public required string Name { get; init; }

    /// <summary>tcp (default), rtu-over-tcp or serial.</summary>
    public string Kind { get; set; } = "tcp";

    /// <summary>TCP port; 0, the default, asks the kernel.</summary>
    public int Port { get; init; }

    /// <summary>Most connections at a time.</summary>
    public int? Connections { get; init; }

    /// <summary>Of a serial line: its device, as /dev/ttyUSB0. A pseudo-terminal is made if it is left out.</summary>
    public string? Device { get; init; }

    /// <summary>Of a pseudo-terminal: where a link to it is made.</summary>
    public string? Link { get; init; }

    /// <summary>Bits a second of a serial device. Default 9600.</summary>
    public int Baud { get; set; } = 9600;

    /// <summary>none (default), even or odd.</summary>
    public string Parity { get; set; } = "none";

    /// <summary>1 (default) or 2.</summary>
    public int StopBits { get; set; } = 1;

    public required IReadOnlyList<SiteMeter> Meters { get; init; }
}

/// <summary>A meter on a line.</summary>
public sealed record SiteMeter
{
    public required string Name { get; init; }

    /// <summary>The serial number on its plate.</summary>
    public required string Serial { get; init; }

    /// <summary>A device type, the path of a device file (*.json), or sunspec-103, sunspec-113, sunspec-203, sunspec-213.</summary>
    public required string Type { get; init; }

    /// <summary>pv, household, battery or grid.</summary>
    public required string Measures { get; init; }

    /// <summary>The plant it belongs to; the first if left out.</summary>
    public string? Plant { get; init; }

    /// <summary>Its Modbus unit; the type's usual one if left out.</summary>
    public byte? Unit { get; init; }

    /// <summary>So many of it: the names get a number, the units count up, the serial numbers too. Default 1.</summary>
    public int Count { get; set; } = 1;
}

/// <summary>An OpenEMS edge.</summary>
public sealed record SiteEdge
{
    public required string Name { get; init; }

    /// <summary>The plant it is at; the first if left out.</summary>
    public string? Plant { get; init; }

    /// <summary>TCP port; 0, the default, asks the kernel. A real one listens on 8084.</summary>
    public int Port { get; init; }

    /// <summary>Password of its guest. Default user.</summary>
    public string Password { get; set; } = "user";

    /// <summary>Most connections at a time. Default 5.</summary>
    public int Connections { get; set; } = 5;

    public required IReadOnlyList<SiteComponent> Components { get; init; }
}

/// <summary>A meter of an edge.</summary>
public sealed record SiteComponent
{
    /// <summary>As meter0.</summary>
    public required string Id { get; init; }

    /// <summary>pv, household, battery or grid.</summary>
    public required string Measures { get; init; }

    public string Serial { get; set; } = "";
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(SiteFile))]
sealed partial class SiteJson : JsonSerializerContext;
