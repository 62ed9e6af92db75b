using LocalEnergyMarket.Backend.Mastr.Soap.Wire;

namespace LocalEnergyMarket.Backend.Mastr.Soap.Sync;

/// <summary>How long the service is borne with.</summary>
/// <param name="Attempts">How often a call is repeated that failed in passing.</param>
/// <param name="FirstPause">Before the first repetition; each further one is twice as long.</param>
/// <param name="LongestPause">No pause between repetitions is longer.</param>
/// <param name="MaintenancePause">Between two looks at a service under maintenance.</param>
/// <param name="LongestMaintenance">After so long a maintenance the run ends; the next one goes on there.</param>
/// <param name="QuotaPause">Between two looks at a quota that should be new and is not.</param>
public sealed record PatienceRules(
    int Attempts, TimeSpan FirstPause, TimeSpan LongestPause, TimeSpan MaintenancePause, TimeSpan LongestMaintenance, TimeSpan QuotaPause)
{
    public static PatienceRules Default { get; } =
        new(8, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(12), TimeSpan.FromMinutes(30));
}

/// <summary>Says whether and when a call is repeated. Pure.</summary>
public static class Patience
{
    /// <summary>A fault that nobody knows is perhaps one that passes. At market actors it means a natural person, whom the service gives to nobody.</summary>
    const int AttemptsAtUnknown = 2;

    /// <summary>The pause before the call is repeated; null if it is not.</summary>
    /// <param name="request">The call.</param>
    /// <param name="failure">What came of it.</param>
    /// <param name="failed">How often it failed in this way, with this time.</param>
    /// <param name="sinceFirst">How long ago it first failed.</param>
    public static TimeSpan? After(PatienceRules rules, SoapRequest request, MastrServiceException failure, int failed, TimeSpan sinceFirst) => failure.Fault switch
    {
        MastrFault.Maintenance => sinceFirst < rules.LongestMaintenance ? Longer(rules.MaintenancePause, failure.RetryAfter) : null,
        MastrFault.Unavailable or MastrFault.TooManyRequests or MastrFault.Damaged when failed <= rules.Attempts => Longer(Growing(rules, failed), failure.RetryAfter),
        MastrFault.Other when request.Operation != SoapOperations.Actor && failed <= Math.Min(AttemptsAtUnknown, rules.Attempts) => Growing(rules, failed),
        _ => null,
    };

    static TimeSpan Growing(PatienceRules rules, int failed)
    {
        var pause = rules.FirstPause * Math.Pow(2, Math.Min(failed - 1, 30));
        return pause < rules.LongestPause ? pause : rules.LongestPause;
    }

    /// <summary>What the service asks for is kept to, within an hour.</summary>
    static TimeSpan Longer(TimeSpan pause, TimeSpan? asked)
    {
        var most = asked is { } wish && wish < TimeSpan.FromHours(1) ? wish : asked is null ? pause : TimeSpan.FromHours(1);
        return most > pause ? most : pause;
    }
}
