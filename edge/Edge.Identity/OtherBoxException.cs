namespace LocalEnergyMarket.Edge.Identity;

/// <summary>A one-time code makes another box than the one whose place is to be taken. Nothing was enrolled.</summary>
public sealed class OtherBoxException(string message) : IdentityException(message);
