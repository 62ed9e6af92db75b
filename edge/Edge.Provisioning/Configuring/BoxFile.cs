using System.Globalization;
using System.Text;
using System.Text.Json;
using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Provisioning.Problems;
using LocalEnergyMarket.Edge.Provisioning.State;

namespace LocalEnergyMarket.Edge.Provisioning.Configuring;

/// <summary>box.json, as people and this tool change it.</summary>
static class BoxFile
{
    const string Installed = "/etc/lem-box";
    const string InstalledState = "/var/lib/lem-box";

    /// <exception cref="ProblemException">It cannot be read, or something in it is wrong.</exception>
    public static BoxOptions Load(string path)
    {
        try
        {
            return BoxOptionsFile.Load(path, metersMayBeMissing: true);
        }
        catch (ConfigurationException e)
        {
            throw new ProblemException(ProblemId.Configuration, e.Message, e);
        }
    }

    /// <summary>Where a box that was installed from its package keeps what it writes: not beside its configuration. Null for a box in a folder of somebody's own.</summary>
    public static string? StateFolderOf(string path, Func<string, bool> exists) =>
        Path.GetDirectoryName(Path.GetFullPath(path)) == Installed && exists(InstalledState) ? InstalledState : null;

    /// <summary>Writes the first one.</summary>
    public static void Create(string path, IReadOnlyList<string> backends, string authorityFile, string tpm, string? proxy)
    {
        var text = new StringBuilder("// The box's configuration; docs/configuration.md has every key. lem-provision changes it and keeps what stands here.\n{\n");
        text.Append(CultureInfo.InvariantCulture, $"  \"backends\": [{string.Join(", ", backends.Select(Quoted))}],\n");
        text.Append(CultureInfo.InvariantCulture, $"  \"authorityFile\": {Quoted(authorityFile)},\n");
        text.Append(CultureInfo.InvariantCulture, $"  \"tpm\": {Quoted(tpm)},\n");
        if (proxy is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"  \"proxy\": {Quoted(proxy)},\n");
        }

        if (StateFolderOf(path, Directory.Exists) is { } state)
        {
            text.Append(CultureInfo.InvariantCulture, $"  \"identityFile\": \"{state}/identity.json\",\n  \"journalFile\": \"{state}/journal.db\",\n");
        }

        text.Append("  \"local\": { \"listen\": [\"127.0.0.1:8090\"] },\n");
        text.Append("  \"meters\": [\n  ]\n}\n");
        WholeFile.Write(path, Encoding.UTF8.GetBytes(text.ToString()), temporary => Load(temporary));
    }

    /// <summary>Adds a meter at the end.</summary>
    /// <param name="members">Name and value as JSON, in the order they are written.</param>
    public static void AddMeter(string path, IReadOnlyList<(string Name, string Json)> members) => Write(path, Added(Read(path), members));

    /// <summary>What the box would have with a meter more; nothing is written.</summary>
    /// <exception cref="ProblemException">The box would not start with it.</exception>
    public static BoxOptions WithMeter(string path, IReadOnlyList<(string Name, string Json)> members) => Parse(path, Added(Read(path), members));

    /// <summary>Changes members of one meter; a null takes the member away.</summary>
    public static void ChangeMeter(string path, string serial, IReadOnlyList<(string Name, string? Json)> members) => Write(path, Changed(Read(path), serial, members));

    /// <summary>What the box would have with a meter changed so; nothing is written.</summary>
    /// <exception cref="ProblemException">There is no such meter, or the box would not start with it.</exception>
    public static BoxOptions WithMeter(string path, string serial, IReadOnlyList<(string Name, string? Json)> members) => Parse(path, Changed(Read(path), serial, members));

    /// <summary>How a serial line is described at the first meter on it; null if there is none.</summary>
    public static string? SerialLine(string path, string device)
    {
        var text = Read(path);
        return text.Root.Find("meters")?.Items.Select(meter => meter.Find("serialLine")).FirstOrDefault(line => line?.Find("device")?.Text == device) is { } there
            ? Encoding.UTF8.GetString(text.ToUtf8()[there.Start..there.End])
            : null;
    }

    public static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    static JsonText Added(JsonText text, IReadOnlyList<(string Name, string Json)> members)
    {
        var item = "{ " + string.Join(", ", members.Select(member => $"\"{member.Name}\": {member.Json}")) + " }";
        return text.Root.Find("meters") is { } meters ? text.Added(meters, item) : text.Added(text.Root, $"\"meters\": [\n    {item}\n  ]");
    }

    static JsonText Changed(JsonText text, string serial, IReadOnlyList<(string Name, string? Json)> members)
    {
        foreach (var (name, json) in members)
        {
            // Found anew each time: the places have moved.
            var meter = Meter(text, serial, members);
            text = json is null ? text.Without(meter, name) : text.With(meter, name, json);
        }

        return text;
    }

    static JsonSpan Meter(JsonText text, string serial, IReadOnlyList<(string Name, string? Json)> members)
    {
        var renamed = members.FirstOrDefault(member => member.Name == "serial").Json;
        return text.Root.Find("meters")?.Items.FirstOrDefault(meter => meter.Find("serial")?.Text is { } there && (there == serial || Quoted(there) == renamed))
            ?? throw new ProblemException(ProblemId.MeterNotFound, serial);
    }

    static JsonText Read(string path)
    {
        try
        {
            return new JsonText(WholeFile.Read(path));
        }
        catch (JsonException e)
        {
            throw new ProblemException(ProblemId.Configuration, $"{path}: {e.Message}", e);
        }
    }

    static BoxOptions Parse(string path, JsonText text)
    {
        try
        {
            return BoxOptionsFile.Parse(text.ToUtf8(), path, metersMayBeMissing: true);
        }
        catch (ConfigurationException e)
        {
            throw new ProblemException(ProblemId.Configuration, e.Message, e);
        }
    }

    /// <summary>What comes out must be a configuration that the box starts with, or the old one stays.</summary>
    static void Write(string path, JsonText text)
    {
        Parse(path, text);
        WholeFile.Write(path, text.ToUtf8());
    }
}
