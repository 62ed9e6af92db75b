using System.Text.Json;
using System.Text.Json.Serialization;
using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Edge.Gateway.Control.Limits;

/// <summary>What is kept over a restart.</summary>
/// <param name="LinkSeen">When there last was a stream, real time.</param>
/// <param name="Events">What happened at the box and may not be known to a backend yet.</param>
public sealed record ControlState(IReadOnlyList<LimitOrder> Orders, DateTimeOffset LinkSeen, IReadOnlyList<PanelEvent> Events)
{
    public static ControlState Empty { get; } = new([], DateTimeOffset.MinValue, []);
}

/// <summary>Something that happened at the box itself.</summary>
/// <param name="At">Market time.</param>
/// <param name="Real">Real time.</param>
public sealed record PanelEvent(Guid Id, BoxEventKind Kind, DateTimeOffset At, DateTimeOffset Real, string Detail);

/// <summary>The file with the orders. A power cut leaves it as it was or as it shall be.</summary>
public sealed class LimitFile(string path)
{
    /// <exception cref="ConfigurationException">The file cannot be read.</exception>
    public ControlState Load()
    {
        try
        {
            using var file = File.OpenRead(path);
            return JsonSerializer.Deserialize(file, ControlStateJson.Default.ControlState) ?? ControlState.Empty;
        }
        catch (FileNotFoundException)
        {
            return ControlState.Empty;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"Control.StateFile: '{path}' cannot be read ({e.Message}): the orders in it are not known. Put it aside, and the backend sends those that are still valid.", e);
        }
    }

    /// <exception cref="IOException">It cannot be written; what was there is still there.</exception>
    public void Save(ControlState state)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using (var file = new FileStream(path + ".new", FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, state, ControlStateJson.Default.ControlState);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ControlState))]
sealed partial class ControlStateJson : JsonSerializerContext;
