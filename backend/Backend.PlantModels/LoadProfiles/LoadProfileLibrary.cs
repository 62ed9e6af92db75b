using System.Collections.Concurrent;
using LocalEnergyMarket.Backend.PlantModels.Calendar;

namespace LocalEnergyMarket.Backend.PlantModels.LoadProfiles;

/// <summary>The load profiles at hand, by name and state; kept, because a profile sums up its years only once.</summary>
public sealed class LoadProfileLibrary
{
    readonly Dictionary<string, LoadProfileTable> _tables;
    readonly ConcurrentDictionary<(string, FederalState), LoadProfile> _profiles = new();

    /// <exception cref="PlantModelException">A name stands there twice.</exception>
    public LoadProfileLibrary(IEnumerable<LoadProfileTable> tables)
    {
        _tables = new(StringComparer.OrdinalIgnoreCase);
        foreach (var table in tables)
        {
            if (!_tables.TryAdd(table.Name, table))
            {
                throw new PlantModelException($"The load profile {table.Name} is there twice.");
            }
        }
    }

    public static LoadProfileLibrary Empty { get; } = new([]);

    /// <summary>In alphabetical order.</summary>
    public IReadOnlyList<string> Names => [.. _tables.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Null if there is none of this name.</summary>
    public LoadProfile? Find(string name, FederalState state) => _tables.TryGetValue(name, out var table)
        ? _profiles.GetOrAdd((table.Name, state), _ => LoadProfile.Of(table, state))
        : null;
}
