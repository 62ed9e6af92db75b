using System.Globalization;
using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Gateway.Polling;
using LocalEnergyMarket.Edge.Provisioning.Configuring;
using LocalEnergyMarket.Edge.Provisioning.Problems;
using LocalEnergyMarket.Hardware.Meters.Devices;

namespace LocalEnergyMarket.Edge.Provisioning.Steps;

/// <summary>Enters meters into box.json and reads them.</summary>
static class MetersStep
{
    public static void Types(Work work)
    {
        var folder = File.Exists(work.Config) ? work.Options().DevicesFolder : null;
        foreach (var type in DeviceCatalogue.Names(folder).Order(StringComparer.Ordinal))
        {
            var device = DeviceCatalogue.Find(type, folder);
            work.Output.Done("type", type, device.Name, new() { ["type"] = type, ["name"] = device.Name });
        }

        work.Output.Done("type", BoxOptionsRules.SunSpec, "SunSpec", new() { ["type"] = BoxOptionsRules.SunSpec, ["name"] = "SunSpec" });
        work.Output.Done("type", BoxOptionsRules.OpenEms, "OpenEMS (REST)", new() { ["type"] = BoxOptionsRules.OpenEms, ["name"] = "OpenEMS" });
    }

    public static async Task AddAsync(Work work, MeterToAdd given, bool test, CancellationToken cancellationToken)
    {
        var options = work.Options();
        var type = given.Type ?? work.Terminal.Ask("Gerätetyp", "Device type", "--type", given.Url is null ? null : BoxOptionsRules.OpenEms, wrong => TypeMistake(work, options, wrong));
        if (TypeMistake(work, options, type) is not null)
        {
            throw new ProblemException(ProblemId.TypeUnknown, type);
        }

        var serial = given.Serial ?? work.Terminal.Ask("Zählernummer (auf dem Typenschild)", "Serial number (on the plate)", "--serial");
        var known = options.Meters.FirstOrDefault(meter => meter.Serial == serial);
        var index = given.Index ?? known?.Index ?? Enumerable.Range(1, 255).First(i => options.Meters.All(meter => meter.Index != i));
        if (known is not null ? !IsSame(known, given, type, index) : options.Meters.Any(meter => meter.Index == index))
        {
            throw new ProblemException(ProblemId.MeterTaken, string.Join(", ", options.Meters.Select(meter => string.Create(CultureInfo.InvariantCulture, $"{meter.Index} {meter.Serial} ({meter.Type})"))));
        }

        if (known is null)
        {
            var members = MeterEntry.Of(work, given, type, serial, index);
            if (test)
            {
                await TryAsync(work, members, serial, cancellationToken);
            }

            BoxFile.AddMeter(work.Config, members);
        }
        else if (test)
        {
            await TestAsync(work, serial, cancellationToken);
        }

        work.Output.Done(
            "meter-added", string.Create(CultureInfo.InvariantCulture, $"{work.Say("Zähler", "Meter")} {index} ({serial})"),
            work.Say(known is null ? "eingetragen" : "steht schon da", known is null ? "entered" : "stands there already"), new() { ["serial"] = serial, ["index"] = index, ["type"] = type });
    }

    /// <summary>Reads a meter that is to be entered: what does not answer is entered only if that is meant.</summary>
    static async Task TryAsync(Work work, IReadOnlyList<(string Name, string Json)> members, string serial, CancellationToken cancellationToken)
    {
        var options = BoxFile.WithMeter(work.Config, members);
        await using var meters = Open([.. options.Meters.Where(meter => meter.Serial == serial)], options.DevicesFolder);
        try
        {
            await ShowAsync(work, meters.Meters[0], cancellationToken);
        }
        catch (ProblemException e)
        {
            if (!work.Terminal.IsInteractive)
            {
                throw new ProblemException(e.Id, $"{serial}: {e.Detail} – {work.Say("es wurde nichts eingetragen; mit '--no-test' geht es trotzdem", "nothing was entered; '--no-test' does it all the same")}", e);
            }

            work.Output.Say($"{ProblemCatalogue.Find(e.Id, work.Language).What} ({e.Detail})");
            if (!work.Terminal.Confirm("Trotzdem eintragen?", "Enter it all the same?", "--no-test"))
            {
                throw;
            }
        }
    }

    static async Task ShowAsync(Work work, PolledMeter meter, CancellationToken cancellationToken)
    {
        var values = await MeterReadout.ReadAsync(meter, cancellationToken);
        var hint = MeterReadout.Hint(work.Language, values);
        work.Output.Done("meter", MeterReadout.Title(work, meter), MeterReadout.Text(work.Language, values) + (hint is null ? "" : $" – {hint}"), MeterReadout.Data(meter, values));
        work.Progress().Done($"meter:{meter.Serial}", MeterReadout.Data(meter, values));
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
                await ShowAsync(work, meter, cancellationToken);
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
    public static MeterSet Open(BoxOptions options) => Open(options.Meters, options.DevicesFolder);

    /// <exception cref="ProblemException">A meter's entry cannot be used.</exception>
    public static MeterSet Open(IReadOnlyList<MeterOptions> meters, string? devicesFolder)
    {
        try
        {
            return MeterSet.Open(meters, devicesFolder);
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

    static string? TypeMistake(Work work, BoxOptions options, string type) =>
        type is BoxOptionsRules.OpenEms or BoxOptionsRules.SunSpec || DeviceCatalogue.Names(options.DevicesFolder).Contains(type, StringComparer.Ordinal) || (type.EndsWith(".json", StringComparison.OrdinalIgnoreCase) && File.Exists(Path.Combine(work.Folder, type)))
            ? null
            : ProblemCatalogue.Find(ProblemId.TypeUnknown, work.Language).Do;

    static bool IsSame(MeterOptions there, MeterToAdd given, string type, int index) =>
        there.Index == index && there.Type == type && (given.Host is null || given.Host == there.Host) && (given.Port is null || given.Port == there.Port)
        && (given.Unit is null || given.Unit == there.Unit) && (given.Url is null || given.Url == there.Url) && (given.Component is null || given.Component == there.Component)
        && (given.SerialLine is null || given.SerialLine == there.SerialLine?.Device) && (given.Role is null || given.Role == there.Role) && (given.Model is null || given.Model == there.Model)
        && (!given.Inverted || there.Inverted);
}
