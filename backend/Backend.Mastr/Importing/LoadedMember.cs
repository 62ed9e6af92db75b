using LocalEnergyMarket.Backend.Mastr.Kinds;

namespace LocalEnergyMarket.Backend.Mastr.Importing;

/// <summary>A file that is loaded.</summary>
/// <param name="Repeated">Of the items: repeated at a file's border, or without a number.</param>
/// <param name="IsVoid">It held nothing but its declaration.</param>
sealed record LoadedMember(string Name, MastrKind Kind, long Items, long Repeated, bool IsVoid, IReadOnlyList<string> Warnings);
