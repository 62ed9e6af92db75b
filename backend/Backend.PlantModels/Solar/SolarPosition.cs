namespace LocalEnergyMarket.Backend.PlantModels.Solar;

/// <summary>Where the sun stands.</summary>
/// <param name="Zenith">From straight above, degrees, without refraction.</param>
/// <param name="ApparentZenith">As seen through the air, degrees.</param>
/// <param name="Azimuth">Degrees from north by east: 180 is south.</param>
/// <param name="Declination">Degrees.</param>
public readonly record struct SolarPosition(double Zenith, double ApparentZenith, double Azimuth, double Declination)
{
    const double UnixEpochJulianDay = 2_440_587.5;
    const double J2000 = 2_451_545;
    const double DaysPerCentury = 36_525;

    /// <summary>Half the sun's disc and the refraction at the horizon: below that there is nothing to refract, degrees.</summary>
    const double DiscBelowHorizon = -0.26667 - 0.5667;

    public bool IsUp => ApparentZenith < 90;

    /// <summary>
    /// NOAA's solar calculator after Meeus, Astronomical Algorithms, with the refraction of NREL's SPA. Between 1950 and 2050 zenith and azimuth lie
    /// within 0.01 degrees of SPA.
    /// </summary>
    /// <param name="pressure">hPa.</param>
    /// <param name="temperature">Degrees Celsius.</param>
    public static SolarPosition At(DateTimeOffset instant, GeoPoint place, double pressure = 1013.25, double temperature = 12)
    {
        var day = (instant.ToUnixTimeMilliseconds() / 86_400_000.0) + UnixEpochJulianDay;
        var century = (day - J2000) / DaysPerCentury;
        var sun = Ecliptic.At(century);
        var minutes = instant.UtcDateTime.TimeOfDay.TotalMinutes;
        var hourAngle = ((minutes + sun.EquationOfTime + (4 * place.Longitude)) / 4) - 180;

        var cosine = (Degrees.Sin(place.Latitude) * Degrees.Sin(sun.Declination))
            + (Degrees.Cos(place.Latitude) * Degrees.Cos(sun.Declination) * Degrees.Cos(hourAngle));
        var zenith = Degrees.Acos(cosine);
        var azimuth = Degrees.Wrap(180 + Degrees.Atan2(
            Degrees.Sin(hourAngle),
            (Degrees.Cos(hourAngle) * Degrees.Sin(place.Latitude)) - (Degrees.Tan(sun.Declination) * Degrees.Cos(place.Latitude))));
        return new(zenith, zenith - Refraction(90 - zenith, pressure, temperature), azimuth, sun.Declination);
    }

    static double Refraction(double elevation, double pressure, double temperature) => elevation < DiscBelowHorizon
        ? 0
        : pressure / 1010 * 283 / (273 + temperature) * 1.02 / (60 * Degrees.Tan(elevation + (10.3 / (elevation + 5.11))));
}

/// <summary>The sun on the sky, for all places.</summary>
/// <param name="EquationOfTime">Minutes that the sundial is ahead.</param>
file readonly record struct Ecliptic(double Declination, double EquationOfTime)
{
    public static Ecliptic At(double t)
    {
        var longitude = Degrees.Wrap(280.46646 + (t * (36_000.76983 + (t * 0.0003032))));
        var anomaly = 357.52911 + (t * (35_999.05029 - (0.0001537 * t)));
        var eccentricity = 0.016708634 - (t * (0.000042037 + (0.0000001267 * t)));
        var centre = (Degrees.Sin(anomaly) * (1.914602 - (t * (0.004817 + (0.000014 * t)))))
            + (Degrees.Sin(2 * anomaly) * (0.019993 - (0.000101 * t)))
            + (Degrees.Sin(3 * anomaly) * 0.000289);
        var node = 125.04 - (1934.136 * t);
        var apparent = longitude + centre - 0.00569 - (0.00478 * Degrees.Sin(node));
        var meanObliquity = 23 + ((26 + ((21.448 - (t * (46.815 + (t * (0.00059 - (t * 0.001813)))))) / 60)) / 60);
        var obliquity = meanObliquity + (0.00256 * Degrees.Cos(node));

        var half = Degrees.Tan(obliquity / 2);
        var y = half * half;
        var equation = (y * Degrees.Sin(2 * longitude))
            - (2 * eccentricity * Degrees.Sin(anomaly))
            + (4 * eccentricity * y * Degrees.Sin(anomaly) * Degrees.Cos(2 * longitude))
            - (0.5 * y * y * Degrees.Sin(4 * longitude))
            - (1.25 * eccentricity * eccentricity * Degrees.Sin(2 * anomaly));
        return new(Degrees.Asin(Degrees.Sin(obliquity) * Degrees.Sin(apparent)), 4 * double.RadiansToDegrees(equation));
    }
}
