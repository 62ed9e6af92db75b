namespace LocalEnergyMarket.Backend.PlantModels;

/// <summary>Trigonometry in degrees.</summary>
static class Degrees
{
    public static double Sin(double degrees) => Math.Sin(double.DegreesToRadians(degrees));

    public static double Cos(double degrees) => Math.Cos(double.DegreesToRadians(degrees));

    public static double Tan(double degrees) => Math.Tan(double.DegreesToRadians(degrees));

    public static double Asin(double value) => double.RadiansToDegrees(Math.Asin(Math.Clamp(value, -1, 1)));

    public static double Acos(double value) => double.RadiansToDegrees(Math.Acos(Math.Clamp(value, -1, 1)));

    public static double Atan2(double y, double x) => double.RadiansToDegrees(Math.Atan2(y, x));

    /// <summary>The same direction from 0, inclusive, to 360, exclusive.</summary>
    public static double Wrap(double degrees) => ((degrees % 360) + 360) % 360;
}
