using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Market.Settlement;

/// <summary>The supplier's prices for what was measured but not traded.</summary>
/// <param name="Surplus">What the supplier pays for energy a customer had over what was traded. May be negative.</param>
/// <param name="Deficit">What the supplier charges for energy a customer lacked; not below <paramref name="Surplus"/>, or deviating would pay.</param>
/// <param name="ProcessingFee">Charged for the part of a trade that a customer did not fulfil; not negative.</param>
public sealed record Tariff(PricePerKwh Surplus, PricePerKwh Deficit, PricePerKwh ProcessingFee)
{
    /// <summary>What is wrong with the tariff, for the person who entered it; null if nothing is.</summary>
    public string? Problem()
    {
        if (!MarketLimits.Allows(Surplus) || !MarketLimits.Allows(Deficit) || !MarketLimits.Allows(ProcessingFee))
        {
            return $"The tariff's prices must lie between {PricePerKwh.Zero - MarketLimits.Price} and {MarketLimits.Price}.";
        }

        if (Surplus > Deficit)
        {
            return $"The tariff pays {Surplus} for a surplus but charges {Deficit} for a deficit: deviating would earn money. Set the surplus price to at most the deficit price.";
        }

        return ProcessingFee < PricePerKwh.Zero ? $"The tariff's processing fee {ProcessingFee} is negative: set it to 0 or more." : null;
    }
}
