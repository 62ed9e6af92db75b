namespace LocalEnergyMarket.Backend.PlantModels.LoadProfiles;

/// <summary>How much more households use in winter than in summer: the polynomial of the VDEW, on the day of the year.</summary>
public static class Dynamisation
{
    /// <summary>About 1.25 at the turn of the year and 0.79 in summer, rounded to four places as is the practice.</summary>
    /// <param name="dayOfYear">1 to 366.</param>
    public static decimal Factor(int dayOfYear)
    {
        var t = (decimal)dayOfYear;
        return decimal.Round(
            (-3.92e-10m * t * t * t * t) + (3.2e-7m * t * t * t) - (7.02e-5m * t * t) + (0.0021m * t) + 1.24m, 4, MidpointRounding.AwayFromZero);
    }
}
