using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.PlantModels;

/// <summary>
/// Where a model's number becomes energy: rounded once, to the nearest watt-hour, halves to the even one, so that no sum drifts to one side.
/// </summary>
static class Rounding
{
    /// <summary>The quarter hours of an hour.</summary>
    const double Quarters = 4;

    /// <summary>The energy of a quarter hour at a mean power, W; not negative.</summary>
    public static WattHours QuarterHour(double meanWatts) => Nearest(meanWatts / Quarters);

    /// <summary>The same, and never above what the limit, W, lets through in a quarter hour: that is rounded down.</summary>
    public static WattHours QuarterHour(double meanWatts, double limitWatts) => WattHours.Min(QuarterHour(meanWatts), LimitOf(limitWatts));

    /// <summary>What a power, W, lets through in a quarter hour, rounded down.</summary>
    public static WattHours LimitOf(double watts) => new((long)Math.Floor(Math.Max(watts, 0) / Quarters));

    public static WattHours Nearest(double wattHours) => new((long)Math.Round(Math.Max(wattHours, 0), MidpointRounding.ToEven));

    public static WattHours Nearest(decimal wattHours) => new((long)decimal.Round(Math.Max(wattHours, 0), MidpointRounding.ToEven));
}
