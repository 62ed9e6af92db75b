namespace LocalEnergyMarket.Backend.PlantModels.Calendar;

/// <summary>The states of Germany, by which holidays differ.</summary>
public enum FederalState
{
    /// <summary>Not known: only the holidays that all states have.</summary>
    Any,
    Brandenburg,
    Berlin,
    BadenWuerttemberg,
    Bavaria,
    Bremen,
    Hesse,
    Hamburg,
    MecklenburgVorpommern,
    LowerSaxony,
    NorthRhineWestphalia,
    RhinelandPalatinate,
    SchleswigHolstein,
    Saarland,
    Saxony,
    SaxonyAnhalt,
    Thuringia,
}
