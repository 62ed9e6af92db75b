using LocalEnergyMarket.Protos.V1;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway.Clock;

/// <summary>What is said of the clock.</summary>
static partial class ClockLog
{
    [LoggerMessage(26, LogLevel.Warning, "The clock was set by {StepMs} ms; readings are marked until it has stayed right for a while.")]
    public static partial void ClockStepped(this ILogger log, long stepMs);

    [LoggerMessage(27, LogLevel.Information, "The time service answers for the clock.")]
    public static partial void ClockSynchronised(this ILogger log);

    [LoggerMessage(28, LogLevel.Warning, "Nobody answers for the clock: readings are marked. Set up a time service; if the clock is kept right in another way, set trustClock.")]
    public static partial void ClockUnsynchronised(this ILogger log);

    public static void ClockChanged(this ILogger log, Protos.Wire.Readings.ClockChange change)
    {
        switch (change.Kind)
        {
            case ClockEventKind.Step:
                log.ClockStepped((long)change.Step.TotalMilliseconds);
                break;
            case ClockEventKind.Synchronised:
                log.ClockSynchronised();
                break;
            default:
                log.ClockUnsynchronised();
                break;
        }
    }
}
