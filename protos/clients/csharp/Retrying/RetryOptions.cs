namespace LocalEnergyMarket.Client.Retrying;

/// <summary>
/// How calls are repeated that the protos mark as safe to repeat (<c>idempotency_level</c>) and that failed because the backend was away or at its limit. Other calls are
/// repeated only where they cannot have reached a backend. All tries lie within the call's deadline.
/// </summary>
public sealed record RetryOptions
{
    /// <summary>Tries in all, 1 (no retry) to 5; default 4.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>The longest pause before the second try; it doubles for each further one. Each pause is a random part of it. Default 0.5 s.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// The longest pause. Default 5 s. A backend that asks for a longer one (RetryInfo) is not asked again: the call fails with that pause in its error.
    /// </summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(5);
}
