using System.Globalization;
using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Gateway.Polling;
using LocalEnergyMarket.Edge.Provisioning.Configuring;
using LocalEnergyMarket.Edge.Provisioning.Problems;
using LocalEnergyMarket.Hardware.Meters.Devices;

namespace LocalEnergyMarket.Edge.Provisioning.Steps;

/// <summary>A meter as it is given on the command line; what is null is asked for or left out.</summary>
sealed record MeterToAdd(
    string? Serial, int? Index, string? Type, string? Host, int? Port, int? Unit, string? Url, string? Component, string? Role, int? PollSeconds,
    string? SerialLine = null, int? Baud = null, string? Parity = null, bool RtuOverTcp = false);

/// <summary>Enters meters into box.json and reads them.</summary>
static class MetersStep
{
    public static void Types(Work work)
    {
        foreach (var type in DeviceCatalogue.Shipped.Order(StringComparer.Ordinal))
        {
            var device = DeviceCatalogue.Find(type);
            work.Output.Done("type", type, device.Name, new() { ["type"] = type, ["name"] = device.Name });
        }

        work.Output.Done("type", BoxOptionsRules.SunSpec, "SunSpec", new() { ["type"] = BoxOptionsRules.SunSpec, ["name"] = "SunSpec" });
        work.Output.Done("type", BoxOptionsRules.OpenEms, "OpenEMS (REST)", new() { ["type"] = BoxOptionsRules.OpenEms, ["name"] = "OpenEMS" });
    }

    public static async Task AddAsync(Work work, MeterToAdd given, bool test, CancellationToken cancellationToken)
    {
        var options = work.Options();
        var type = given.Type ?? work.Terminal.Ask("Gerätetyp", "Device type", "--type", given.Url is null ? null : BoxOptionsRules.OpenEms, wrong => TypeMistake(work, wrong));
        if (TypeMistake(work, type) is not null)
        {
            throw new ProblemException(ProblemId.TypeUnknown, type);
        }

        var serial = given.Serial ?? work.Terminal.Ask("Zählernummer (auf dem Typenschild)", "Serial number (on the plate)", "--serial");
        var known = options.Meters.FirstOrDefault(meter => meter.Serial == serial);
        var index = given.Index ?? known?.Index ?? Enumerable.Range(1, 255).First(i => options.Meters.All(meter => meter.Index != i));
        var members = Members(work, given, type, serial, index);
        if (known is not null || options.Meters.FirstOrDefault(meter => meter.Index == index) is { } && known is null)
        {
            if (known is null || !IsSame(known, given, type, index))
            {
                throw new ProblemException(ProblemId.MeterTaken, string.Join(", ", options.Meters.Select(meter => string.Create(CultureInfo.InvariantCulture, $"{meter.Index} {meter.Serial} ({meter.Type})"))));
            }
        }
        else
        {
            BoxFile.AddMeter(work.Config, members);
        }

        work.Output.Done(
            "meter-added", string.Create(CultureInfo.InvariantCulture, $"{work.Say("Zähler", "Meter")} {index} ({serial})"),
            work.Say(known is null ? "eingetragen" : "steht schon da", known is null ? "entered" : "stands there already"), new() { ["serial"] = serial, ["index"] = index, ["type"] = type });
        if (test)
        {
            await TestAsync(work, serial, cancellationToken);
        }
    }

    /// <param name="which">Serial number or index; all if null.</param>
    public static async Task TestAsync(Work work, string? which, CancellationToken cancellationToken)
    {
        var options = work.Options();
        if (options.Meters.Count == 0)
        {
            throw new ProblemException(ProblemId.MetersMissing, work.Config);
        }

        await using var meters = Open(options);
        var wanted = which is null ? meters.Meters : [Find(meters, which)];
        var well = 0;
        foreach (var meter in wanted)
        {
            try
            {
                var values = await MeterReadout.ReadAsync(meter, cancellationToken);
                var hint = MeterReadout.Hint(work.Language, values);
                work.Output.Done("meter", MeterReadout.Title(work, meter), MeterReadout.Text(work.Language, values) + (hint is null ? "" : $" – {hint}"), MeterReadout.Data(meter, values));
                work.Progress().Done($"meter:{meter.Serial}", MeterReadout.Data(meter, values));
                well++;
            }
            catch (ProblemException e)
            {
                work.Output.Failed("meter", MeterReadout.Title(work, meter), e, MeterReadout.Data(meter));
            }
        }

        if (which is null && well == wanted.Count)
        {
            work.Progress().Done("meters");
        }
    }

    /// <exception cref="ProblemException">A meter's entry cannot be used.</exception>
    public static MeterSet Open(BoxOptions options)
    {
        try
        {
            return MeterSet.Open(options.Meters, options.DevicesFolder);
        }
        catch (ConfigurationException e)
        {
            throw new ProblemException(e.Message.Contains("type", StringComparison.Ordinal) ? ProblemId.TypeUnknown : ProblemId.Configuration, e.Message, e);
        }
    }

    /// <exception cref="ProblemException">There is none.</exception>
    public static PolledMeter Find(MeterSet meters, string which) =>
        meters.Meters.FirstOrDefault(meter => meter.Serial == which || meter.Index.ToString(CultureInfo.InvariantCulture) == which)
        ?? throw new ProblemException(
            ProblemId.MeterNotFound, $"{which} – {string.Join(", ", meters.Meters.Select(meter => string.Create(CultureInfo.InvariantCulture, $"{meter.Index} {meter.Serial}")))}");

    static string? TypeMistake(Work work, string type) =>
        type is BoxOptionsRules.OpenEms or BoxOptionsRules.SunSpec || DeviceCatalogue.Shipped.Contains(type, StringComparer.Ordinal) || (type.EndsWith(".json", StringComparison.OrdinalIgnoreCase) && File.Exists(Path.Combine(work.Folder, type)))
            ? null
            : ProblemCatalogue.Find(ProblemId.TypeUnknown, work.Language).Do;

    static List<(string, string)> Members(Work work, MeterToAdd given, string type, string serial, int index)
    {
        var members = new List<(string, string)> { ("serial", BoxFile.Quoted(serial)), ("index", Number(index)), ("type", BoxFile.Quoted(type)) };
        if (type == BoxOptionsRules.OpenEms)
        {
            members.Add(("url", BoxFile.Quoted(given.Url ?? work.Terminal.Ask("REST-Adresse von OpenEMS", "REST address of OpenEMS", "--url", "http://127.0.0.1:8084"))));
            members.Add(("component", BoxFile.Quoted(given.Component ?? work.Terminal.Ask("Komponente", "Component", "--component", "meter0"))));
            if (given.Role is not null)
            {
                members.Add(("role", BoxFile.Quoted(given.Role)));
            }
        }
        else if (given.SerialLine is { } device)
        {
            var baud = given.Baud is { } rate ? $", \"baud\": {Number(rate)}" : "";
            var parity = given.Parity is { } bit ? $", \"parity\": {BoxFile.Quoted(bit)}" : "";
            members.Add(("serialLine", $"{{ \"device\": {BoxFile.Quoted(device)}{baud}{parity} }}"));
        }
        else
        {
            members.Add(("host", BoxFile.Quoted(given.Host ?? work.Terminal.Ask("Adresse des Zählers", "The meter's address", "--host"))));
        }

        if (given.RtuOverTcp)
        {
            members.Add(("rtuOverTcp", "true"));
        }

        AddIf("port", given.Port);
        AddIf("unit", given.Unit);
        AddIf("pollSeconds", given.PollSeconds);
        return members;

        void AddIf(string name, int? value)
        {
            if (value is { } number)
            {
                members.Add((name, Number(number)));
            }
        }
    }

    static bool IsSame(MeterOptions there, MeterToAdd given, string type, int index) =>
        there.Index == index && there.Type == type && (given.Host is null || given.Host == there.Host) && (given.Port is null || given.Port == there.Port)
        && (given.Unit is null || given.Unit == there.Unit) && (given.Url is null || given.Url == there.Url) && (given.Component is null || given.Component == there.Component);

    static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
