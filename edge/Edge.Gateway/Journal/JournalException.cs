namespace LocalEnergyMarket.Edge.Gateway.Journal;

/// <summary>The journal cannot be used: no space, damaged, or in use by another process. The message says which.</summary>
public sealed class JournalException(string message, Exception? cause = null) : Exception(message, cause);
