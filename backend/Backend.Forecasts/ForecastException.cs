namespace LocalEnergyMarket.Backend.Forecasts;

/// <summary>A forecast file that was refused whole; the message names the lines.</summary>
public sealed class ForecastException(string message) : Exception(message);
