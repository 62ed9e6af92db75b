using System.Reflection;
using System.Text.Json;

namespace LocalEnergyMarket.Hardware.Meters.Devices;

/// <summary>The device types this product ships, and those a technician brings along in a file.</summary>
public static class DeviceCatalogue
{
    static Assembly Assembly => typeof(DeviceCatalogue).Assembly;

    /// <summary>The names of the shipped device types, in alphabetical order.</summary>
    public static IReadOnlyList<string> Shipped { get; } =
        [.. Assembly.GetManifestResourceNames().Select(Path.GetFileNameWithoutExtension).OfType<string>().Order(StringComparer.Ordinal)];

    /// <summary>A shipped device type by name.</summary>
    /// <exception cref="FormatException">There is none of that name; the message lists those there are.</exception>
    public static DeviceType Find(string type)
    {
        using var stream = Assembly.GetManifestResourceStream(type + ".json")
            ?? throw new FormatException($"There is no device type '{type}'. Known are: {string.Join(", ", Shipped)}.");
        return Read(stream, type + ".json");
    }

    /// <summary>A device type from a file.</summary>
    /// <exception cref="FormatException">The file is not a device type; the message names the file and the place.</exception>
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
            mistakes = [$"type is '{device.Type}' but the file is named otherwise", .. mistakes];
        }

        return mistakes.Count == 0 ? device : throw new FormatException($"{file} is not a device type: {string.Join("; ", mistakes)}.");
    }
}
