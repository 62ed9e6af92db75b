namespace LocalEnergyMarket.Edge.Gateway.Control.Devices;

/// <summary>What a plant's limit is set at.</summary>
public interface IPlantDevice
{
    /// <summary>Sets the limit and reads it back.</summary>
    /// <param name="limitW">W; null takes the limit back.</param>
    /// <returns>W that the plant runs at most at now; never more than the limit.</returns>
    /// <exception cref="PlantDeviceException">The device does not have it.</exception>
    Task<long> SetAsync(long? limitW, CancellationToken cancellationToken);

    /// <summary>Whether the device still has what was set last.</summary>
    /// <exception cref="PlantDeviceException">It does not say.</exception>
    Task<bool> HoldsAsync(CancellationToken cancellationToken);

    /// <summary>Real time after which a limit has to be written again although nothing changed; null if it stays.</summary>
    TimeSpan? RefreshEvery { get; }
}

/// <summary>The device does not do it. The message says why, and what to look at.</summary>
public sealed class PlantDeviceException(string message, Exception? inner = null) : Exception(message, inner);
