namespace LocalEnergyMarket.Hardware.Meters;

/// <summary>The meter could not be read. The message says which meter, why, and what to check.</summary>
public sealed class MeterException(string message, Exception? inner = null) : Exception(message, inner);
