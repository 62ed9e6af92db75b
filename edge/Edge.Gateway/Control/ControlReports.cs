using System.Globalization;
using LocalEnergyMarket.Edge.Gateway.Control.Devices;
using LocalEnergyMarket.Edge.Gateway.Control.Limits;
using LocalEnergyMarket.Edge.Gateway.Control.Panel;
using LocalEnergyMarket.Edge.Gateway.Vitals;

namespace LocalEnergyMarket.Edge.Gateway.Control;

/// <summary>What is said of the plants and the housing where the box is shown: how many plants are limited, but not to what.</summary>
static class ControlReports
{
    /// <param name="open">Whether the housing is open; null if nothing watches it.</param>
    public static IEnumerable<PartReport> Of(IReadOnlyList<(PlantRule Plant, PlantState State)> plants, bool? open)
    {
        if (plants.Count > 0)
        {
            yield return Plants(plants);
        }

        if (open is { } isOpen)
        {
            yield return isOpen
                ? new("housing", false, "It is open: each opening was logged and told to the backend.", "Es ist offen: jedes Öffnen wurde aufgezeichnet und dem Backend gemeldet.", LampSign.Open)
                : new("housing", true, "It is shut.", "Es ist geschlossen.", LampSign.Open);
        }
    }

    static PartReport Plants(IReadOnlyList<(PlantRule Plant, PlantState State)> plants)
    {
        var limited = plants.Count(plant => plant.State.WantedW is not null);
        var english = string.Create(CultureInfo.InvariantCulture, $"{limited} of {plants.Count} plants limited.");
        var german = string.Create(CultureInfo.InvariantCulture, $"{limited} von {plants.Count} Anlagen begrenzt.");
        foreach (var (plant, state) in plants.Where(plant => plant.State.Failure.Length > 0))
        {
            english += string.Create(CultureInfo.InvariantCulture, $" The plant at meter {plant.MeterIndex} cannot be set as ordered: {state.Failure}.");
            german += string.Create(CultureInfo.InvariantCulture, $" Die Anlage an Zähler {plant.MeterIndex} lässt sich nicht wie angewiesen einstellen: {state.Failure}.");
        }

        return new("control", plants.All(plant => plant.State.Failure.Length == 0), english, german);
    }
}
