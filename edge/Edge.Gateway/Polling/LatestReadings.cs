using System.Collections.Concurrent;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;

namespace LocalEnergyMarket.Edge.Gateway.Polling;

/// <summary>The newest reading of each register of each meter, for people to look at.</summary>
public sealed class LatestReadings
{
    readonly ConcurrentDictionary<(uint Meter, Register Register), Reading> _readings = [];

    /// <summary>In the order of a batch.</summary>
    public IReadOnlyList<Reading> All => ReadingOrder.Sorted(_readings.Values);

    public void Update(IEnumerable<Reading> readings)
    {
        ArgumentNullException.ThrowIfNull(readings);
        foreach (var reading in readings)
        {
            _readings[(reading.MeterIndex, reading.Register)] = reading;
        }
    }
}
