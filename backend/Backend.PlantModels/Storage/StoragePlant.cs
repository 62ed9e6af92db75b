using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.PlantModels.Storage;

/// <summary>A battery.</summary>
/// <param name="Capacity">What can be used of it from full to empty (NutzbareSpeicherkapazitaet).</param>
/// <param name="ChargeLimit">Power at which it takes, W.</param>
/// <param name="DischargeLimit">Power at which it gives, W.</param>
/// <param name="RoundTrip">What comes out over what went in, above 0, at most 1; half of the loss each way.</param>
public sealed record StoragePlant(WattHours Capacity, Watts ChargeLimit, Watts DischargeLimit, double RoundTrip = StoragePlant.UsualRoundTrip)
{
    /// <summary>Of a battery behind its inverter, there and back.</summary>
    public const double UsualRoundTrip = 0.9;

    /// <summary>The part that arrives, each way.</summary>
    public double OneWay => Math.Sqrt(RoundTrip);

    /// <summary>
    /// What it can add to a quarter hour's production with this charge: by its power, and by what is in it after the loss. This is the usable storage of
    /// a unit that wants to offer more than it produces.
    /// </summary>
    public WattHours Usable(WattHours charge) => WattHours.Min(Rounding.LimitOf(DischargeLimit.Value), Floor(charge.Value * OneWay));

    /// <summary>What it can take in a quarter hour with this charge: by its power, and by the room in it.</summary>
    public WattHours Room(WattHours charge) => WattHours.Min(Rounding.LimitOf(ChargeLimit.Value), Floor((Capacity.Value - charge.Value) / OneWay));

    static WattHours Floor(double wattHours) => new((long)Math.Floor(Math.Max(wattHours, 0)));
}
