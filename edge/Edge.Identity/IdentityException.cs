namespace LocalEnergyMarket.Edge.Identity;

/// <summary>The box has no usable identity. The message says what is wrong and what to do.</summary>
public class IdentityException(string message, Exception? cause = null) : Exception(message, cause);
