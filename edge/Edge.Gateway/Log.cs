using LocalEnergyMarket.Protos.V1;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway;

/// <summary>All that the box says. No readings and no keys: a log may be shown to anybody who repairs the box.</summary>
static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Box {BoxId} started with {Meters} meters; market's clock {Clock}.")]
    public static partial void Started(this ILogger log, string boxId, int meters, string clock);

    [LoggerMessage(2, LogLevel.Information, "Stopped.")]
    public static partial void Stopped(this ILogger log);

    [LoggerMessage(10, LogLevel.Warning, "Meter {Serial} is silent, its readings are marked missing: {Failure}")]
    public static partial void MeterSilent(this ILogger log, string serial, string failure);

    [LoggerMessage(11, LogLevel.Information, "Meter {Serial} answers again.")]
    public static partial void MeterBack(this ILogger log, string serial);

    [LoggerMessage(20, LogLevel.Debug, "Batch {Sequence} closed, {Bytes} bytes.")]
    public static partial void BatchClosed(this ILogger log, ulong sequence, int bytes);

    [LoggerMessage(21, LogLevel.Warning, "No batch could be signed, its readings wait in the journal: {Failure}")]
    public static partial void BatchNotSigned(this ILogger log, string failure);

    [LoggerMessage(22, LogLevel.Debug, "{Count} acknowledged batches were old and are deleted.")]
    public static partial void BatchesDeleted(this ILogger log, int count);

    [LoggerMessage(30, LogLevel.Information, "Connected to {Backend}, which has the batches up to {Sequence}.")]
    public static partial void Connected(this ILogger log, Uri backend, ulong sequence);

    [LoggerMessage(31, LogLevel.Warning, "No stream to {Backend} ({Failure}): readings wait in the journal; trying again.")]
    public static partial void Disconnected(this ILogger log, Uri backend, string failure);

    [LoggerMessage(32, LogLevel.Information, "The backend asks to go elsewhere: {Reason}")]
    public static partial void GoAway(this ILogger log, string reason);

    [LoggerMessage(33, LogLevel.Error, "The backend refuses batch {Sequence} ({Reason}): {Detail}")]
    public static partial void BatchRefused(this ILogger log, ulong sequence, RefusalReason reason, string detail);

    [LoggerMessage(40, LogLevel.Information, "Event {EventId}: meter {Serial} read, report signed.")]
    public static partial void Reported(this ILogger log, ulong eventId, string serial);

    [LoggerMessage(41, LogLevel.Warning, "Event {EventId} not answered with a reading: {Failure}")]
    public static partial void NotReported(this ILogger log, ulong eventId, string failure);

    [LoggerMessage(42, LogLevel.Warning, "Set point {SetPointId} not applied: {Failure}")]
    public static partial void SetPointRefused(this ILogger log, string setPointId, string failure);
}
