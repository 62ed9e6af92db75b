namespace LocalEnergyMarket.Hardware.OpenEms;

/// <summary>OpenEMS gave no usable answer. The message says which address and why.</summary>
public sealed class OpenEmsException(string message, Exception? inner = null) : Exception(message, inner);
