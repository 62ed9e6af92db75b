namespace LocalEnergyMarket.Backend.Server.Jobs.Timeslots;

/// <summary>What is done with a timeslot by itself when its time has come.</summary>
enum TimeslotStep
{
    Gate,
    Secondary,
    Settlement,
}

/// <summary>What became of all timeslots whose time had come: a sentence each.</summary>
sealed record TimeslotRound(IReadOnlyList<string> Done, IReadOnlyList<string> Failed)
{
    public bool IsEmpty => Done.Count == 0 && Failed.Count == 0;

    public string Result => Done.Count switch
    {
        0 => "Nothing was due.",
        <= 3 => string.Join(' ', Done),
        _ => $"{Done.Count} timeslots: {Done[0]} … {Done[^1]}",
    };

    public string Failure => Failed.Count == 1 ? Failed[0] : $"{Failed.Count} timeslots failed, the first: {Failed[0]}";
}

static class TimeslotSteps
{
    public static string Kind(this TimeslotStep step) => step switch
    {
        TimeslotStep.Gate => "gate-closures",
        TimeslotStep.Secondary => "secondary-closures",
        _ => "settlement-runs",
    };
}
