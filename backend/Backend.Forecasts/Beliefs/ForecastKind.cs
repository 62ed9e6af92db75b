namespace LocalEnergyMarket.Backend.Forecasts.Beliefs;

/// <summary>What a belief is; stored as a number that is never changed.</summary>
public enum ForecastKind : short
{
    /// <summary>A forecast that a supplier delivered.</summary>
    Delivered = 1,

    /// <summary>A forecast that was computed here because none was delivered.</summary>
    Own = 2,

    /// <summary>A load profile that somebody says was measured (MSCONS). Never a forecast: it caps nothing.</summary>
    History = 3,
}
