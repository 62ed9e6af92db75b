using LocalEnergyMarket.Protos.V1;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway.Management;

static partial class ManagementLog
{
    [LoggerMessage(100, LogLevel.Information, "Staff order: {Command} ({CommandId}).")]
    public static partial void Ordered(this ILogger log, BoxCommand.CommandOneofCase command, string commandId);

    [LoggerMessage(101, LogLevel.Warning, "The order {CommandId} is not carried out ({Kind}): {Reason}")]
    public static partial void OrderFailed(this ILogger log, string commandId, CommandFailureKind kind, string reason);

    [LoggerMessage(102, LogLevel.Information, "Restarting: {Reason}")]
    public static partial void Restarting(this ILogger log, string reason);

    [LoggerMessage(103, LogLevel.Information, "{What} is on trial: the box has {Seconds} s to become well.")]
    public static partial void TrialBegun(this ILogger log, string what, double seconds);

    [LoggerMessage(104, LogLevel.Information, "{What} has stood its trial after {Seconds} s.")]
    public static partial void TrialConfirmed(this ILogger log, string what, double seconds);

    [LoggerMessage(105, LogLevel.Warning, "{What} is undone: {Reason}")]
    public static partial void TrialReverted(this ILogger log, string what, string reason);

    [LoggerMessage(106, LogLevel.Debug, "Meter {Index} was asked for the trial: {Values} values.")]
    public static partial void TrialAsked(this ILogger log, uint index, int values);

    [LoggerMessage(107, LogLevel.Warning, "The box is not enrolled ('{File}' is missing): run 'lem-provision enroll --code …'. It waits for that.")]
    public static partial void NotEnrolled(this ILogger log, string file);
}
