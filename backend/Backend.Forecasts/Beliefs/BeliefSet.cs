namespace LocalEnergyMarket.Backend.Forecasts.Beliefs;

/// <summary>What many values have in common: who says them, since when, and of which kind.</summary>
/// <param name="Source">Who, by a name that stays: the supplier's, or <c>own:</c> and the model's. Accuracy is computed by it.</param>
/// <param name="BelievedAt">From when on, on the market's clock.</param>
/// <param name="Document">What it was read from, for people: the file's name; null if there is none.</param>
/// <param name="Key">Tells that the set is there already; appended again, nothing is changed. Null: every set is one of its own.</param>
public sealed record BeliefSet(string Source, ForecastKind Kind, DateTimeOffset BelievedAt, string? Document = null, string? Key = null);

/// <summary>What became of a set that was appended.</summary>
/// <param name="WasThere">A set of this key was there; nothing was changed, and these are that set's id and belief time.</param>
public sealed record AppendedSet(long SetId, DateTimeOffset BelievedAt, bool WasThere);
