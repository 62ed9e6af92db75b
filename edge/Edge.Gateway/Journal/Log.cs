using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway.Journal;

/// <summary>What is said of the journal.</summary>
static partial class JournalLog
{
    [LoggerMessage(23, LogLevel.Error, "{Problem} The meters are read on.")]
    public static partial void JournalAway(this ILogger log, string problem);

    [LoggerMessage(24, LogLevel.Information, "The journal can be written again.")]
    public static partial void JournalBack(this ILogger log);

    [LoggerMessage(25, LogLevel.Warning, "The journal had no room: {Count} readings were given up and counted ({Bytes} of {MaxBytes} bytes are used).")]
    public static partial void ReadingsGivenUp(this ILogger log, long count, long bytes, long maxBytes);
}
