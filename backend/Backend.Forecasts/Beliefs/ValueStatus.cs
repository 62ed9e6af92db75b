namespace LocalEnergyMarket.Backend.Forecasts.Beliefs;

/// <summary>How sure whoever says a value is of it (MSCONS, qualifier of QTY); stored as a number that is never changed.</summary>
public enum ValueStatus : short
{
    /// <summary>A forecast, or a true value (220).</summary>
    Plain = 0,

    /// <summary>A substitute for a value that was not measured (67).</summary>
    Substitute = 1,

    /// <summary>A value that may still change (Z18).</summary>
    Preliminary = 2,
}
