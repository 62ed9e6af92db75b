using System.Text.Json;

namespace LocalEnergyMarket.Edge.Gateway.Configuration;

/// <summary>Reads the configuration file and holds it against its rules; a key that nobody knows is a mistake, not ignored.</summary>
public static class BoxOptionsFile
{
    static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <param name="path">The file.</param>
    /// <param name="metersMayBeMissing">For the technician's tool, which enters them.</param>
    /// <exception cref="ConfigurationException">The file cannot be read, or a value is wrong.</exception>
    public static BoxOptions Load(string path, bool metersMayBeMissing = false)
    {
        try
        {
            return Parse(File.ReadAllBytes(path), path, metersMayBeMissing);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"The configuration '{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The same of content that is not in the file (yet).</summary>
    /// <exception cref="ConfigurationException">It cannot be read, or a value is wrong.</exception>
    public static BoxOptions Parse(ReadOnlySpan<byte> content, string path, bool metersMayBeMissing = false)
    {
        BoxOptions options;
        try
        {
            options = JsonSerializer.Deserialize(content.StartsWith(ByteOrderMark) ? content[ByteOrderMark.Length..] : content, BoxOptionsJson.Default.BoxOptions)
                ?? throw new JsonException("it is empty");
        }
        catch (JsonException e)
        {
            throw new ConfigurationException($"The configuration '{path}' is not right: {e.Message}", e);
        }

        var mistakes = BoxOptionsRules.Mistakes(options).Where(mistake => !metersMayBeMissing || mistake != BoxOptionsRules.NoMeters).ToList();
        return mistakes.Count == 0
            ? WithFullPaths(options, Path.GetDirectoryName(Path.GetFullPath(path))!)
            : throw new ConfigurationException($"The configuration '{path}' is not right: {string.Join(" ", mistakes)}");
    }

    static BoxOptions WithFullPaths(BoxOptions options, string folder)
    {
        string Full(string file) => Path.GetFullPath(file, folder);
        return options with
        {
            AuthorityFile = Full(options.AuthorityFile),
            ProxyPasswordFile = options.ProxyPasswordFile is { } password ? Full(password) : null,
            IdentityFile = Full(options.IdentityFile),
            JournalFile = Full(options.JournalFile),
            DevicesFolder = options.DevicesFolder is { } devices ? Full(devices) : null,
            Local = options.Local is { PinFile: { } pin } local ? local with { PinFile = Full(pin) } : options.Local,
            Control = options.Control?.WithFullPaths(Full),
            Meters =
            [
                .. options.Meters.Select(m => m with
                {
                    Type = m.Type.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? Full(m.Type) : m.Type,
                    PasswordFile = m.PasswordFile is { } file ? Full(file) : null,
                }),
            ],
        };
    }
}
