using System.Text.Json;
using LocalEnergyMarket.Backend.Store;

namespace LocalEnergyMarket.Backend.Jobs;

/// <summary>Reads what a starter gave.</summary>
public static class JobArguments
{
    /// <summary>No arguments.</summary>
    public static JsonElement None { get; } = JsonSerializer.SerializeToElement(new { });

    /// <exception cref="JobException">The arguments are not a T; the message says what is wrong.</exception>
    public static T As<T>(JsonElement arguments)
    {
        try
        {
            return arguments.Deserialize<T>(StoreJson.Options) ?? throw new JobException("The arguments are null; give an object.");
        }
        catch (JsonException e)
        {
            throw new JobException($"The arguments cannot be used: {e.Message}", e);
        }
    }
}
