using LocalEnergyMarket.Backend.PlantModels.Calendar;

namespace LocalEnergyMarket.Backend.PlantModels.Mastr;

/// <summary>The register's ids of the federal states, on units (1400 to 1415).</summary>
public static class MastrStates
{
    const int First = 1400;

    static readonly FederalState[] States =
    [
        FederalState.Brandenburg, FederalState.Berlin, FederalState.BadenWuerttemberg, FederalState.Bavaria, FederalState.Bremen, FederalState.Hesse,
        FederalState.Hamburg, FederalState.MecklenburgVorpommern, FederalState.LowerSaxony, FederalState.NorthRhineWestphalia,
        FederalState.RhinelandPalatinate, FederalState.SchleswigHolstein, FederalState.Saarland, FederalState.Saxony, FederalState.SaxonyAnhalt,
        FederalState.Thuringia,
    ];

    public static FederalState Of(MastrFields unit) =>
        unit.Id("Bundesland") is { } id && id >= First && id < First + States.Length ? States[id - First] : FederalState.Any;
}
