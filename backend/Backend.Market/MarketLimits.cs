using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Market;

/// <summary>Bounds within which every product and sum of the market fits 64 bits; what lies beyond is a slip of the keyboard.</summary>
public static class MarketLimits
{
    /// <summary>1 GWh in one timeslot.</summary>
    public static readonly WattHours Energy = new(1_000_000_000);

    /// <summary>10 EUR/kWh; prices lie between minus and plus this.</summary>
    public static readonly PricePerKwh Price = new(1_000_000);

    /// <summary>The least step by which a bid beats another: 10⁻⁵ EUR/kWh, a thousandth of a cent.</summary>
    public static readonly PricePerKwh Increment = new(1);

    public static bool Allows(WattHours energy) => energy > WattHours.Zero && energy <= Energy;

    public static bool Allows(PricePerKwh price) => price <= Price && price >= PricePerKwh.Zero - Price;
}
