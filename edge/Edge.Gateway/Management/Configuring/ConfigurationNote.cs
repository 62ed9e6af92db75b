namespace LocalEnergyMarket.Edge.Gateway.Management.Configuring;

/// <summary>What the box notes of a configuration on trial, beside the file, before it touches the file.</summary>
/// <param name="Before">Revision of the file of before, which is kept beside it.</param>
/// <param name="After">Revision of the file on trial.</param>
/// <param name="Starts">How often the box was started with it.</param>
/// <param name="GivenUp">Why it was given up; empty while it is on trial.</param>
public sealed record ConfigurationNote(string CommandId, string Before, string After, int PatienceSeconds, IReadOnlyList<uint> Meters, int Starts, string GivenUp);
