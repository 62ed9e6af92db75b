namespace LocalEnergyMarket.Edge.Gateway.Management.Updating;

/// <summary>What the box notes of software on trial, beside the slots, before it switches.</summary>
/// <param name="From">The slot of before.</param>
/// <param name="To">The slot on trial.</param>
/// <param name="Starts">How often the box was started from it.</param>
/// <param name="GivenUp">Why it was given up; empty while it is on trial.</param>
public sealed record SoftwareNote(string CommandId, string Version, string From, string To, int PatienceSeconds, IReadOnlyList<uint> Meters, int Starts, string GivenUp);
