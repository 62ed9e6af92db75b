using LocalEnergyMarket.Backend.PlantModels.Solar;

namespace LocalEnergyMarket.Backend.PlantModels.Mastr;

/// <summary>A plant made of a record, with what had to be assumed because the record does not say.</summary>
public sealed record FromRecord<T>(T Plant, IReadOnlyList<string> Assumptions);

/// <summary>Makes a photovoltaic plant of an EinheitSolar.</summary>
public static class SolarRecord
{
    const int Tracking = 703;
    const int EastWest = 704;
    const int TrackingTilt = 811;
    const int Building = 853;

    static readonly Dictionary<int, double> Azimuths = new()
    {
        [695] = 0, [696] = 45, [697] = 90, [698] = 135, [699] = 180, [700] = 225, [701] = 270, [702] = 315,
    };

    /// <summary>The register has classes; these are their middles as others use them.</summary>
    static readonly Dictionary<int, double> Tilts = new() { [806] = 90, [807] = 75, [808] = 50, [809] = 30, [810] = 12.5, [3179] = 0 };

    static readonly Dictionary<int, double> Limits = new() { [803] = 0.7, [804] = 0.6, [805] = 0.5 };

    /// <param name="place">Where it stands.</param>
    /// <returns>Null if the record has no power.</returns>
    public static FromRecord<SolarPlant>? Read(MastrFields unit, GeoPoint place)
    {
        if ((unit.Positive("Bruttoleistung") ?? unit.Positive("Nettonennleistung")) is not { } modules)
        {
            return null;
        }

        var assumptions = new List<string>();
        var inverter = Smallest(unit.Positive("ZugeordneteWirkleistungWechselrichter"), unit.Positive("Nettonennleistung"));
        if (inverter is null)
        {
            assumptions.Add("inverters as strong as the modules");
        }

        var limit = Limit(unit, modules, assumptions);
        var mounting = unit.Id("ArtDerSolaranlage") == Building ? Mounting.Roof : Mounting.Free;
        return new(new(place, modules * 1000, (inverter ?? modules) * 1000, limit, Arrays(unit, assumptions), mounting), assumptions);
    }

    static double? Limit(MastrFields unit, double modules, List<string> assumptions)
    {
        var id = unit.Id("Leistungsbegrenzung");
        if (id == 1535)
        {
            assumptions.Add("no feed-in limit, though the register names one without its height");
        }

        return id is { } known && Limits.TryGetValue(known, out var part) ? part * modules * 1000 : null;
    }

    static List<SolarArray> Arrays(MastrFields unit, List<string> assumptions)
    {
        var main = Facing(unit, "Hauptausrichtung", assumptions);
        if (unit.Text("EinheitlicheAusrichtungUndNeigungswinkel") is "1" or "true" || unit.Id("Nebenausrichtung") is null || main.Count > 1)
        {
            return main;
        }

        assumptions.Add("half of the modules face the second way");
        return [.. main.Concat(Facing(unit, "Nebenausrichtung", assumptions)).Select(array => array with { Share = array.Share / 2 })];
    }

    static List<SolarArray> Facing(MastrFields unit, string field, List<string> assumptions)
    {
        var (azimuth, tilt) = (unit.Id(field), unit.Id(field + "Neigungswinkel"));
        if (azimuth == Tracking || tilt == TrackingTilt)
        {
            return [new(null, 1)];
        }

        var degrees = tilt is { } known && Tilts.TryGetValue(known, out var found) ? found : Assume("a tilt of 30 degrees", 30, assumptions);
        if (azimuth == EastWest)
        {
            return [new(new ModulePlane(degrees, 90), 0.5), new(new ModulePlane(degrees, 270), 0.5)];
        }

        return [new(new ModulePlane(degrees, azimuth is { } way && Azimuths.TryGetValue(way, out var faces) ? faces : Assume("facing south", 180, assumptions)), 1)];
    }

    static double Assume(string what, double value, List<string> assumptions)
    {
        if (!assumptions.Contains(what, StringComparer.Ordinal))
        {
            assumptions.Add(what);
        }

        return value;
    }

    static double? Smallest(double? a, double? b) => a is null ? b : b is null ? a : Math.Min(a.Value, b.Value);
}
