namespace LocalEnergyMarket.Backend.Store.Commits;

/// <summary>A stream as it stands after the units of work taken so far.</summary>
sealed record StreamWrite(Guid Id, bool IsNew, string? Type, long Version);

/// <summary>A document as it stands after the units of work taken so far.</summary>
/// <param name="Key">Which it is.</param>
/// <param name="Json">What is written; null if it is deleted.</param>
/// <param name="Document">The same as an object, for the columns copied from its members.</param>
/// <param name="MustBeNew">Somebody inserted it: if another has done so meanwhile, that must come to light.</param>
/// <param name="Version">The stream's version, of a snapshot.</param>
sealed record DocumentWrite(DocumentKey Key, string? Json, object? Document, bool MustBeNew, long Version);
