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

    [LoggerMessage(3, LogLevel.Warning, "The TPM is {State}: the box measures on, and signs when it can. {Advice}")]
    public static partial void TpmAway(this ILogger log, LocalEnergyMarket.Hardware.Tpm.TpmState state, string advice);

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

    [LoggerMessage(40, LogLevel.Information, "Event {EventId}: meter {Meter} read, report signed.")]
    public static partial void Reported(this ILogger log, ulong eventId, uint meter);

    [LoggerMessage(41, LogLevel.Warning, "Event {EventId} not answered with a reading: {Failure}")]
    public static partial void NotReported(this ILogger log, ulong eventId, string failure);

    [LoggerMessage(42, LogLevel.Warning, "Set point {SetPointId} not applied: {Failure}")]
    public static partial void SetPointRefused(this ILogger log, string setPointId, string failure);

    [LoggerMessage(50, LogLevel.Information, "Following chain {ChainId}, contract {Contract}, as {Account} from event {EventId} on.")]
    public static partial void ChainFollowed(this ILogger log, string chainId, string contract, string account, ulong eventId);

    [LoggerMessage(51, LogLevel.Warning, "The chain cannot be followed ({Failure}): reports wait in the journal; trying again.")]
    public static partial void ChainAway(this ILogger log, string failure);

    [LoggerMessage(52, LogLevel.Information, "The chain answers again.")]
    public static partial void ChainBack(this ILogger log);

    [LoggerMessage(53, LogLevel.Information, "The chain asks for the data of event {EventId}, meter {Meter}.")]
    public static partial void Asked(this ILogger log, ulong eventId, uint meter);

    [LoggerMessage(54, LogLevel.Information, "{Report} sent to the chain.")]
    public static partial void ReportSent(this ILogger log, string report);

    [LoggerMessage(55, LogLevel.Information, "{Report} is on the chain for good.")]
    public static partial void ReportFinal(this ILogger log, string report);

    [LoggerMessage(56, LogLevel.Warning, "{Report} waits: {Reason}")]
    public static partial void ReportWaits(this ILogger log, string report, string reason);

    [LoggerMessage(57, LogLevel.Warning, "{Report} is dropped: {Reason}")]
    public static partial void ReportDropped(this ILogger log, string report, string reason);

    [LoggerMessage(58, LogLevel.Warning, "No timeslots are reported: {Reason}")]
    public static partial void NoTimeslots(this ILogger log, string reason);

    [LoggerMessage(59, LogLevel.Warning, "The events were looked at up to {Position}, but the contract has had only {Last}: going on behind that.")]
    public static partial void PositionBeyond(this ILogger log, ulong position, ulong last);
}
