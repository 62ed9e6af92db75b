namespace LocalEnergyMarket.Backend.PlantModels;

/// <summary>A file or a value that a model cannot be made of; the message says what, where, and what to write.</summary>
public sealed class PlantModelException(string message, Exception? inner = null) : Exception(message, inner);
