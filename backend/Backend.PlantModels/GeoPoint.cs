namespace LocalEnergyMarket.Backend.PlantModels;

/// <summary>A place on earth, WGS84 degrees: north and east are positive.</summary>
/// <param name="Elevation">Metres above the sea; 0 where it is not known.</param>
public readonly record struct GeoPoint(double Latitude, double Longitude, double Elevation = 0)
{
    const double EarthRadiusKilometres = 6371.0088;

    public bool IsOnEarth => Latitude is >= -90 and <= 90 && Longitude is >= -180 and <= 180;

    /// <summary>The way along the earth's surface (haversine on a sphere: right to 0.5 %), km.</summary>
    public double KilometresTo(GeoPoint other)
    {
        var north = Degrees.Sin((other.Latitude - Latitude) / 2);
        var east = Degrees.Sin((other.Longitude - Longitude) / 2);
        var half = (north * north) + (Degrees.Cos(Latitude) * Degrees.Cos(other.Latitude) * east * east);
        return 2 * EarthRadiusKilometres * Math.Asin(Math.Min(1, Math.Sqrt(half)));
    }
}
