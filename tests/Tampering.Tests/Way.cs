using LocalEnergyMarket.Tampering.Tests.Running;

namespace LocalEnergyMarket.Tampering.Tests;

/// <summary>A way to change something, and how it must be named.</summary>
/// <param name="Name">As docs/evidence.md lists it.</param>
/// <param name="VerifyAsync">Changes it and verifies.</param>
/// <param name="Named">Regular expressions of what must be said.</param>
/// <param name="Status">1 if the document is shown to be false, 2 if nobody can tell.</param>
public sealed record Way(string Name, Func<TradedDay, Task<(int Status, string Output)>> VerifyAsync, IReadOnlyList<string> Named, int Status = 1)
{
    public override string ToString() => Name;
}
