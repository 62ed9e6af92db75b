using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.MainJob;

/// <summary>A unit's forecast in one timeslot.</summary>
public sealed record UnitForecast(WattHours Production, WattHours Consumption);

/// <summary>
/// What is offered and bid, made of the forecasts, whatever the weather: a divisible offer that two bidders take whole and a third breaks
/// into by bidding more, and a dearer offer that nobody takes.
/// </summary>
public sealed record TradePlan(
    WattHours Sold, WattHours Unsold, WattHours TooMuch, WattHours HouseholdBid, WattHours BatteryBid, WattHours WorkshopBid)
{
    public static readonly PricePerKwh StartPrice = new(8_000);
    public static readonly PricePerKwh UnsoldStartPrice = new(11_000);
    public static readonly PricePerKwh HouseholdPrice = new(9_500);
    public static readonly PricePerKwh BatteryPrice = new(8_200);
    public static readonly PricePerKwh WorkshopPrice = new(9_000);

    /// <summary>Not enough: the offer is taken, and the worst bid that holds something is as high.</summary>
    public static readonly PricePerKwh TooLowPrice = BatteryPrice;

    /// <summary>A thousandth of a cent more.</summary>
    public static readonly PricePerKwh PriceToBeat = new(8_201);

    /// <param name="production">Forecast of the prosumer.</param>
    /// <param name="household">Forecast consumption, and so for the others.</param>
    public static TradePlan Of(WattHours production, WattHours household, WattHours battery, WattHours workshop)
    {
        var sold = Math.Min(production.Value * 6 / 10, household.Value + battery.Value);
        var ofHousehold = Math.Min(household.Value, sold - 1);
        var ofBattery = sold - ofHousehold;
        return new(
            new(sold), new(production.Value * 3 / 10), production + new WattHours(1), new(ofHousehold), new(ofBattery),
            new(Math.Min(workshop.Value, Math.Max(1, ofBattery / 2))));
    }
}
