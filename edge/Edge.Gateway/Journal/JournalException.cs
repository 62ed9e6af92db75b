namespace LocalEnergyMarket.Edge.Gateway.Journal;

/// <summary>The journal cannot be used: damaged, of a newer software, or in use by another process. The message says which.</summary>
public sealed class JournalException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>
/// The journal cannot be written at this moment: the disk is full or fails. Nothing that was written is lost; it is worth trying again.
/// </summary>
public sealed class JournalUnavailableException(string message, Exception? cause = null) : IOException(message, cause);
