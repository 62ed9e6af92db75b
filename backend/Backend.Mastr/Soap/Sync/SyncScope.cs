namespace LocalEnergyMarket.Backend.Mastr.Soap.Sync;

/// <summary>What is followed: a supplier wants its area, not all of Germany.</summary>
/// <param name="All">Everything; then the rest does not matter.</param>
/// <param name="Postcodes">Units with these postcodes.</param>
/// <param name="Operators">Units of these market actors (ABR…).</param>
/// <param name="GridOperators">Units in the grids of these operators (SNB…).</param>
/// <param name="Units">These units, by MaStR number; those of the market's customers are among them.</param>
/// <param name="Gas">Whether gas is followed too.</param>
public sealed record SyncScope(
    bool All,
    IReadOnlyList<string> Postcodes,
    IReadOnlyList<string> Operators,
    IReadOnlyList<string> GridOperators,
    IReadOnlyList<string> Units,
    bool Gas)
{
    public bool IsEmpty => !All && Postcodes.Count == 0 && Operators.Count == 0 && GridOperators.Count == 0 && Units.Count == 0;
}
