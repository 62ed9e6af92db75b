namespace LocalEnergyMarket.Edge.Gateway.Configuration;

/// <summary>How the box follows the chain by itself: finds the events that are for it, and sends its reports, without the backend.</summary>
public sealed record ChainOptions
{
    /// <summary>Nodes of the chain as http or https URLs; the next is asked when one does not answer. They are reached over the same proxy as the backends.</summary>
    public required IReadOnlyList<string> Endpoints { get; init; }

    /// <summary>64 hex digits. Of the enrolment if left out; if given it must be the enrolment's. Nodes of another chain are refused.</summary>
    public string? ChainId { get; init; }

    /// <summary>The account that carries the market's contract. Of the enrolment if left out; if given it must be the enrolment's.</summary>
    public string? Contract { get; init; }

    /// <summary>Seconds of real time between two looks while something is under way. 1 to 60, default 1.</summary>
    public int PollSeconds { get; set; } = 1;

    /// <summary>Seconds of real time between two looks when nothing has happened for a while: the longest that an event waits. 1 to 3600, default 10.</summary>
    public int IdleSeconds { get; set; } = 10;

    /// <summary>Seconds of the chain's time for which a signed report may enter a block; then it is signed anew. 10 to 3600, default 60.</summary>
    public int ExpirySeconds { get; set; } = 60;

    /// <summary>Whether each timeslot's batches are reported to the chain. Default true.</summary>
    public bool TimeslotReports { get; set; } = true;
}
