using LocalEnergyMarket.Backend.PlantModels.Storage;

namespace LocalEnergyMarket.Backend.PlantModels.Mastr;

/// <summary>Makes a battery of an EinheitStromSpeicher, which has the power, and its AnlageStromSpeicher, which has the capacity.</summary>
public static class StorageRecord
{
    /// <param name="plant">The AnlageStromSpeicher of the unit's SpeMastrNummer.</param>
    /// <returns>Null if the records lack power or capacity.</returns>
    public static FromRecord<StoragePlant>? Read(MastrFields unit, MastrFields plant)
    {
        if (plant.Positive("NutzbareSpeicherkapazitaet") is not { } capacity || (unit.Positive("Nettonennleistung") ?? unit.Positive("Bruttoleistung")) is not { } power)
        {
            return null;
        }

        var charge = unit.Positive("PumpbetriebLeistungsaufnahme") ?? power;
        return new(
            new(new((long)(capacity * 1000)), new((long)(charge * 1000)), new((long)(power * 1000))),
            ["a round trip of 90 %", "empty at the start"]);
    }
}
