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

        text.Append("  \"meters\": [\n  ]\n}\n");
        WholeFile.Write(path, Encoding.UTF8.GetBytes(text.ToString()), temporary => Load(temporary));
    }

    /// <summary>Adds a meter at the end.</summary>
    /// <param name="members">Name and value as JSON, in the order they are written.</param>
    public static void AddMeter(string path, IReadOnlyList<(string Name, string Json)> members) => Change(path, text =>
    {
        var item = "{ " + string.Join(", ", members.Select(member => $"\"{member.Name}\": {member.Json}")) + " }";
        return text.Root.Find("meters") is { } meters ? text.Added(meters, item) : text.Added(text.Root, $"\"meters\": [\n    {item}\n  ]");
    });

    /// <summary>Changes members of one meter; a null takes the member away.</summary>
    public static void ChangeMeter(string path, string serial, IReadOnlyList<(string Name, string? Json)> members) => Change(path, text =>
    {
        foreach (var (name, json) in members)
        {
            // Found anew each time: the places have moved.
            var meter = Meter(text, serial, members);
            text = json is null ? text.Without(meter, name) : text.With(meter, name, json);
        }

        return text;
    });

    public static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    static JsonSpan Meter(JsonText text, string serial, IReadOnlyList<(string Name, string? Json)> members)
    {
        var renamed = members.FirstOrDefault(member => member.Name == "serial").Json;
        return text.Root.Find("meters")?.Items.FirstOrDefault(meter => meter.Find("serial")?.Text is { } there && (there == serial || Quoted(there) == renamed))
            ?? throw new ProblemException(ProblemId.MeterNotFound, serial);
    }

    static void Change(string path, Func<JsonText, JsonText> change)
    {
        JsonText text;
        try
        {
            text = new JsonText(WholeFile.Read(path));
        }
        catch (JsonException e)
        {
            throw new ProblemException(ProblemId.Configuration, $"{path}: {e.Message}", e);
        }

        // What comes out must be a configuration that the box starts with, or the old one stays.
        WholeFile.Write(path, change(text).ToUtf8(), temporary => Load(temporary));
    }
}
