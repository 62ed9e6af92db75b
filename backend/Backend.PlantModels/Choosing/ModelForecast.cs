namespace LocalEnergyMarket.Backend.PlantModels.Choosing;

/// <summary>Which way the energy goes.</summary>
public enum EnergyFlow
{
    Production,
    Consumption,
}

/// <summary>What a model says of a unit.</summary>
/// <param name="Model">For example <c>solar</c>; empty if no model could be used.</param>
/// <param name="Slots">Nothing if no model could be used.</param>
/// <param name="Explanation">What it was made of and what was assumed, or why there is none; for the supplier, without personal data.</param>
public sealed record ModelForecast(string UnitNumber, EnergyFlow Flow, string Model, IReadOnlyList<SlotPrediction> Slots, string Explanation)
{
    public bool IsNone => Slots.Count == 0;

    public static ModelForecast None(string unitNumber, EnergyFlow flow, string why) => new(unitNumber, flow, "", [], why);
}
