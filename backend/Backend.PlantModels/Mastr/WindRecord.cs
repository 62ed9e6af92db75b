using LocalEnergyMarket.Backend.PlantModels.Wind;

namespace LocalEnergyMarket.Backend.PlantModels.Mastr;

/// <summary>Makes a turbine of an EinheitWind. The register has no power curves: one comes from the supplier by type, or is made of power and rotor.</summary>
public static class WindRecord
{
    const int OffShore = 889;

    /// <summary>Area of the rotor for its power that turbines on land have about, W/m².</summary>
    const double UsualSpecificPower = 350;

    /// <param name="place">Where it stands.</param>
    /// <param name="curveOf">The supplier's curve of a type (Typenbezeichnung), or null.</param>
    /// <returns>Null if the record lacks power or hub height.</returns>
    public static FromRecord<WindTurbine>? Read(MastrFields unit, GeoPoint place, Func<string, PowerCurve?> curveOf)
    {
        if ((unit.Positive("Nettonennleistung") ?? unit.Positive("Bruttoleistung")) is not { } power || unit.Positive("Nabenhoehe") is not { } hub)
        {
            return null;
        }

        var assumptions = new List<string>();
        var watts = power * 1000;
        var curve = curveOf(unit.Text("Typenbezeichnung")) ?? Generic(unit, watts, assumptions);
        var roughness = unit.Id("WindAnLandOderAufSee") == OffShore ? WindTurbine.SeaRoughness : WindTurbine.UsualRoughness;
        return new(new(place, hub, curve, watts, roughness), assumptions);
    }

    static PowerCurve Generic(MastrFields unit, double watts, List<string> assumptions)
    {
        if (unit.Positive("Rotordurchmesser") is { } rotor)
        {
            assumptions.Add("a power curve made of power and rotor");
            return PowerCurve.Generic(watts, rotor);
        }

        assumptions.Add("a power curve made of the power and a usual rotor");
        return PowerCurve.Generic(watts, 2 * Math.Sqrt(watts / UsualSpecificPower / Math.PI));
    }
}
