namespace LocalEnergyMarket.Contracts.WebAssembly;

/// <summary>The module is malformed, invalid, or uses what this engine does not offer; the message says what and where.</summary>
public sealed class WasmException(string message) : Exception(message);
