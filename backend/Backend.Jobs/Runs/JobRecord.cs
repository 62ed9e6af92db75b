namespace LocalEnergyMarket.Backend.Jobs.Runs;

/// <summary>Something that was done outside a run and is to be seen beside runs.</summary>
/// <param name="Took">Until now.</param>
/// <param name="State">How it ended.</param>
/// <param name="Sentence">What came of it, or why it failed.</param>
public sealed record JobRecord(
    string Kind, string StartedBy, TimeSpan Took, JobState State, string Sentence, IReadOnlyList<(JobLogLevel Level, string Message)> Log);
