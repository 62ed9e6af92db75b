using LocalEnergyMarket.Hardware.Simulation.Plants;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.MainJob;

/// <summary>A customer, the one unit it trades, and the meter of the site that measures it.</summary>
/// <param name="MeterIndex">Of the meter on its box.</param>
public sealed record Trader(string CustomerId, string DisplayName, string UnitNumber, PlantMeter Meter, int Box, int MeterIndex, string MeterSerial);

/// <summary>The balancing group of the main job: all invented, with right check digits.</summary>
public static class Neighbourhood
{
    /// <summary>An EIC.</summary>
    public const string BalancingGroup = "11XLOCALMARKET-M";

    /// <summary>What the chain calls the balancing group.</summary>
    public const string ChainName = "lembg1";

    public const string Postcode = "01067";

    public static readonly PricePerKwh SurplusPrice = new(7_000);
    public static readonly PricePerKwh DeficitPrice = new(32_000);
    public static readonly PricePerKwh ProcessingFee = new(1_500);

    public static readonly Trader Prosumer = new("C-0001", "Familie Sommer, Dachanlage", "SEE900000047114", PlantMeter.Pv, 1, 1, "1LEM0000000001");
    public static readonly Trader Household = new("C-0002", "Haushalt Winter", "SVE900000047138", PlantMeter.Household, 1, 2, "1LEM0000000002");
    public static readonly Trader BatteryOwner = new("C-0003", "Speicher Lindenhof", "SEE900000047121", PlantMeter.Battery, 2, 1, "1LEM0000000003");
    public static readonly Trader Workshop = new("C-0004", "Werkstatt am Bach", "SVE900000047145", PlantMeter.Grid, 2, 2, "1LEM0000000004");

    public static IReadOnlyList<Trader> Traders { get; } = [Prosumer, Household, BatteryOwner, Workshop];
}
