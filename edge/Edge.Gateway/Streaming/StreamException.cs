namespace LocalEnergyMarket.Edge.Gateway.Streaming;

/// <summary>The stream cannot go on; the box opens another. The message says why.</summary>
public sealed class StreamException(string message) : Exception(message);
