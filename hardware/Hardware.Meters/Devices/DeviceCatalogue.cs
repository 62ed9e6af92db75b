using System.Reflection;
using System.Text.Json;

namespace LocalEnergyMarket.Hardware.Meters.Devices;

/// <summary>The device types this product ships, and those a technician brings along in files.</summary>
public static class DeviceCatalogue
{
    const string Folder = "Devices.";
    const string Extension = ".json";

    static Assembly Assembly => typeof(DeviceCatalogue).Assembly;

    /// <summary>The names of the shipped device types, in alphabetical order.</summary>
    public static IReadOnlyList<string> Shipped { get; } =
        [.. Assembly.GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal)).Select(n => n[Folder.Length..^Extension.Length]).Order(StringComparer.Ordinal)];

    /// <summary>A shipped device type by name.</summary>
    /// <exception cref="FormatException">There is none of that name; the message lists those there are.</exception>
    public static DeviceType Find(string type) => Find(type, folder: null);

    /// <summary>
    /// A device type by what configuration says: the path of a file (<c>*.json</c>), or a name, which is looked for in the folder and then among those shipped.
    /// So a file in the folder takes the place of a shipped one of the same name.
    /// </summary>
    /// <exception cref="FormatException">There is none of that name, or the file is not a device type.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static DeviceType Find(string type, string? folder)
    {
        if (type.EndsWith(Extension, StringComparison.OrdinalIgnoreCase))
        {
            return Load(type);
        }

        if (folder is not null && Path.Combine(folder, type + Extension) is var own && File.Exists(own))
        {
            return Load(own);
        }

        using var stream = Assembly.GetManifestResourceStream(Folder + type + Extension)
            ?? throw new FormatException($"There is no device type '{type}'. Known are: {string.Join(", ", Names(folder))}. Another is a JSON file, whose path ends in .json.");
        return Read(stream, type + Extension);
    }

    /// <summary>All names: those of the folder and those shipped, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names(string? folder) => folder is null
        ? Shipped
        : [.. Directory.EnumerateFiles(folder, "*" + Extension).Select(Path.GetFileNameWithoutExtension).OfType<string>().Where(n => !n.EndsWith(".schema", StringComparison.Ordinal)).Concat(Shipped).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>A device type from a file.</summary>
    /// <exception cref="FormatException">The file is not a device type; the message names the file, the place and what to do.</exception>
    public static DeviceType Load(string path)
    {
        using var stream = File.OpenRead(path);
        return Read(stream, path);
    }

    static DeviceType Read(Stream stream, string file)
    {
        DeviceType device;
        try
        {
            device = JsonSerializer.Deserialize(stream, DeviceJson.Default.DeviceType) ?? throw new JsonException("it holds null");
        }
        catch (JsonException e)
        {
            throw new FormatException($"{file} is not a device type: {e.Message}", e);
        }

        var mistakes = DeviceRules.Mistakes(device);
        if (!string.Equals(Path.GetFileNameWithoutExtension(file), device.Type, StringComparison.Ordinal))
        {
            mistakes = [$"type is '{device.Type}' but the file is named otherwise: give both the same name", .. mistakes];
        }

        return mistakes.Count == 0 ? device : throw new FormatException($"{file} is not a device type: {string.Join("; ", mistakes)}.");
    }
}
