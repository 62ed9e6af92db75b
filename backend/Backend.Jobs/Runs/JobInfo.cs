using System.Text.Json;

namespace LocalEnergyMarket.Backend.Jobs.Runs;

/// <summary>A run as it is now. Times are PostgreSQL's, except <see cref="DueAt"/>.</summary>
/// <param name="Number">Runs in the order in which they were asked for.</param>
/// <param name="StartedBy">Who or what asked for it, for example <c>schedule</c> or a caller's name.</param>
/// <param name="Backend">The process that runs it, or last did; empty before.</param>
/// <param name="Interruptions">How often it was interrupted since it last saved where it was.</param>
/// <param name="CancelRequestedBy">Who wants it to stop; empty if nobody.</param>
/// <param name="Done">Of <paramref name="Total"/>, in what the stage says.</param>
/// <param name="Result">Of a run that succeeded, one sentence.</param>
/// <param name="Failure">Of a run that failed, why; of one that waits after an interruption, what interrupted it.</param>
/// <param name="DueAt">For which instant of the market it was scheduled; null if it was asked for by hand.</param>
public sealed record JobInfo(
    Guid Id,
    long Number,
    string Kind,
    JsonElement Arguments,
    string StartedBy,
    JobState State,
    string Backend,
    int Interruptions,
    string CancelRequestedBy,
    long Done,
    long? Total,
    string Stage,
    string Result,
    string Failure,
    int Warnings,
    int LogLines,
    DateTimeOffset? DueAt,
    DateTimeOffset RequestedAt,
    DateTimeOffset? BegunAt,
    DateTimeOffset? EndedAt)
{
    public bool IsOpen => State is JobState.Waiting or JobState.Running;
}

/// <param name="Line">From 1; lines left out of a long log leave a gap.</param>
public sealed record JobLogLine(int Line, DateTimeOffset At, JobLogLevel Level, string Message);

/// <summary>A question for runs, newest first.</summary>
/// <param name="Kind">Only of this kind.</param>
/// <param name="States">Only in these states; all if empty.</param>
/// <param name="StartedBy">Only those that this one started.</param>
/// <param name="Before">Only those asked for before the run of this number.</param>
public sealed record JobPage(int Size, string? Kind = null, IReadOnlyList<JobState>? States = null, long? Before = null, string? StartedBy = null);
