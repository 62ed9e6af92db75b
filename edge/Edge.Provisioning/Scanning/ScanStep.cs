using System.Globalization;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Edge.Provisioning.Problems;
using LocalEnergyMarket.Edge.Provisioning.Steps;
using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Meters.Probing;
using LocalEnergyMarket.Hardware.Modbus;
using LocalEnergyMarket.Hardware.Modbus.Serial;

namespace LocalEnergyMarket.Edge.Provisioning.Scanning;

/// <param name="Places">Hosts, networks, serial devices.</param>
/// <param name="Ports">TCP ports; those of the device types if empty.</param>
/// <param name="Units">Modbus units; the usual ones if empty.</param>
sealed record Scan(IReadOnlyList<string> Places, IReadOnlyList<int> Ports, IReadOnlyList<int> Units, int? Baud, string? Parity);

/// <summary>Looks for meters in whole networks and says of each what it looks like, and how sure that is. It only reads.</summary>
static class ScanStep
{
    /// <summary>Other guesses that are told besides the best.</summary>
    const int MostOthers = 2;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task RunAsync(Work work, Scan scan, CancellationToken cancellationToken)
    {
        Check(scan);
        var types = DeviceCatalogue.Shipped.Select(DeviceCatalogue.Find).ToList();
        var ports = scan.Ports.Count > 0 ? scan.Ports : [.. types.Select(type => type.Port).Where(port => port > 0).Distinct().Order()];
        var units = scan.Units.Count > 0 ? [.. scan.Units.Select(unit => (byte)unit)] : ProbeOptions.UsualUnits;
        var hosts = scan.Places.Where(place => !place.StartsWith('/')).SelectMany(ScanPlaces.Hosts).ToList();
        var found = 0;
        if (hosts.Count > 1)
        {
            work.Output.Say(string.Create(CultureInfo.InvariantCulture, $"{hosts.Count} {work.Say("Adressen werden gefragt …", "addresses are asked …")}"));
        }

        foreach (var (host, port) in await ScanPlaces.OpenAsync(hosts.SelectMany(host => ports.Select(port => (host, port))), cancellationToken))
        {
            // Somebody listens: where nobody answers, it is asked once more.
            for (var (attempt, here) = (1, 0); attempt <= 2 && here == 0; attempt++)
            {
                await using var line = ProbeLine.Tcp(host, port, units, false, Patience, Pause);
                here = await LineAsync(work, string.Create(CultureInfo.InvariantCulture, $"{host}:{port}"), new() { ["host"] = host, ["port"] = port }, line, units, cancellationToken);
                found += here;
            }
        }

        foreach (var device in scan.Places.Where(place => place.StartsWith('/')))
        {
            if (!File.Exists(device))
            {
                throw new ProblemException(ProblemId.LineNotUsable, device);
            }

            var options = new SerialOptions
            {
                Device = device, Baud = scan.Baud ?? 9600, Parity = Enum.Parse<SerialParity>(scan.Parity ?? "none", ignoreCase: true), ResponseTimeout = Patience,
            };
            try
            {
                await using var line = ProbeLine.Serial(options, units, Pause);
                found += await LineAsync(work, device, new() { ["serialLine"] = device, ["baud"] = scan.Baud, ["parity"] = scan.Parity }, line, units, cancellationToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ProblemException(ProblemId.LineNotUsable, $"{device}: {e.Message}", e);
            }
        }

        if (found == 0)
        {
            throw new ProblemException(ProblemId.MeterSilent, $"{string.Join(", ", scan.Places)} ({string.Join(", ", ports)})");
        }
    }

    static async Task<int> LineAsync(Work work, string place, JsonObject where, IModbusMaster line, IReadOnlyList<byte> units, CancellationToken cancellationToken)
    {
        var result = await new MeterProbe(line, new() { Units = units }).RunAsync(null, cancellationToken);
        foreach (var unit in result.Units)
        {
            var title = string.Create(CultureInfo.InvariantCulture, $"{place}, unit {unit.Unit}");
            if (unit.Guesses.Count == 0)
            {
                work.Output.Note("found", title, work.Say("ein Gerät, aber keines der bekannten Typen", "a device, but of none of the types known"), Data(where, unit.Unit));
                continue;
            }

            var (best, others) = (unit.Guesses[0], unit.Guesses.Skip(1).Take(MostOthers).Select(guess => guess.Type).ToList());
            var data = Data(where, unit.Unit);
            (data["type"], data["serial"], data["confidence"]) = (best.Type, best.Identity.Serial, best.Certainty.ToString().ToLowerInvariant());
            data["others"] = new JsonArray([.. others.Select(type => (JsonNode)type)]);
            var also = others.Count == 0 ? "" : $" ({work.Say("oder", "or")} {string.Join(", ", others)})";
            work.Output.Done("found", title, $"{best.Type}{also}: {Sure(work, best.Certainty)}{(best.Identity.Serial is null ? "" : $", {best.Identity.Serial}")} – {MeterReadout.Text(work.Language, best.Values)}", data);
            work.Output.Say($"    → lem-provision meters add --serial {best.Identity.Serial ?? "…"} --type {best.Type} {Where(where)} --unit {unit.Unit.ToString(CultureInfo.InvariantCulture)}");
        }

        return result.Units.Count;
    }

    /// <exception cref="ProblemException">A number is none of a port or unit.</exception>
    static void Check(Scan scan)
    {
        if (scan.Ports.FirstOrDefault(port => port is < 1 or > 65535) is var port && port != 0)
        {
            throw new ProblemException(ProblemId.InputMissing, string.Create(CultureInfo.InvariantCulture, $"--port {port}: 1 – 65535"));
        }

        if (scan.Units.Any(unit => unit is < 0 or > 255))
        {
            throw new ProblemException(ProblemId.InputMissing, "--unit: 0 – 255");
        }
    }

    static string Where(JsonObject where) => where["serialLine"] is { } device
        ? $"--serial-line {device}{(where["baud"] is { } baud ? $" --baud {baud}" : "")}{(where["parity"] is { } parity ? $" --parity {parity}" : "")}"
        : $"--host {where["host"]} --port {where["port"]}";

    static JsonObject Data(JsonObject where, byte unit)
    {
        var data = new JsonObject(where.Where(member => member.Value is not null).Select(member => KeyValuePair.Create(member.Key, (JsonNode?)member.Value!.DeepClone())));
        data["unit"] = unit;
        return data;
    }

    static string Sure(Work work, Certainty certainty) => certainty switch
    {
        Certainty.Sure => work.Say("sicher", "sure"),
        Certainty.Likely => work.Say("wahrscheinlich; das Typenschild vergleichen", "likely; compare the plate"),
        _ => work.Say("möglich; das Typenschild vergleichen", "possible; compare the plate"),
    };
}
