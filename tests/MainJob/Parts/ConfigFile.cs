using System.Text.Json;

namespace LocalEnergyMarket.MainJob.Parts;

static class ConfigFile
{
    public static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    /// <returns>The path.</returns>
    public static string Write(string path, object content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, JsonSerializer.Serialize(content, Json));
        return path;
    }
}
