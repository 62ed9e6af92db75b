namespace LocalEnergyMarket.Edge.Gateway.Configuration;

/// <summary>The configuration is wrong. The message says which key, what is wrong, and what to write.</summary>
public sealed class ConfigurationException(string message, Exception? cause = null) : Exception(message, cause);
