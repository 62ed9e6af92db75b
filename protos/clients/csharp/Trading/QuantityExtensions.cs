using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Client.Trading;

/// <summary>The numbers of answers with their units.</summary>
#pragma warning disable CA1708 // The analyzer takes extension blocks of one class for members of one name.
public static class QuantityExtensions
#pragma warning restore CA1708
{
    extension(Offer offer)
    {
        public WattHours Quantity => new(offer.QuantityWh);

        public PricePerKwh StartPrice => new(offer.StartPriceMctPerKwh);

        /// <summary>The least price that a new bid must have.</summary>
        public PricePerKwh PriceToBeat => new(offer.PriceToBeatMctPerKwh);
    }

    extension(Bid bid)
    {
        public WattHours Quantity => new(bid.QuantityWh);

        public PricePerKwh Price => new(bid.PriceMctPerKwh);

        /// <summary>What it holds as the book stands.</summary>
        public WattHours Holds => new(bid.HoldsWh);
    }

    extension(Trade trade)
    {
        public WattHours Quantity => new(trade.QuantityWh);

        public PricePerKwh Price => new(trade.PriceMctPerKwh);

        public Money Amount => new(trade.AmountUct);
    }

    extension(ForecastValue value)
    {
        public Timeslot Slot => new(value.Timeslot);

        public WattHours Production => new(value.ProductionWh);

        public WattHours Consumption => new(value.ConsumptionWh);
    }

    extension(SettlementLine line)
    {
        public WattHours Sold => new(line.SoldWh);

        public WattHours Bought => new(line.BoughtWh);

        public WattHours Deviation => new(line.DeviationWh);

        public Money Total => new(line.TotalUct);
    }
}
