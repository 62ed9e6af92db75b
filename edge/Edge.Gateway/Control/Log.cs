using LocalEnergyMarket.Protos.V1;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway.Control;

/// <summary>What control says. No readings.</summary>
static partial class ControlLog
{
    [LoggerMessage(200, LogLevel.Information, "Order {Order}: {State}, {LimitW} W on meter {Meter} until {Until:u}. {Failure}")]
    public static partial void OrderTaken(this ILogger log, string order, SetPointState state, long limitW, uint meter, DateTimeOffset until, string failure);

    [LoggerMessage(201, LogLevel.Information, "Order {Order} is {State} ({SetW} W set). {Failure}")]
    public static partial void OrderBecame(this ILogger log, string order, SetPointState state, long setW, string failure);

    [LoggerMessage(202, LogLevel.Warning, "Meter {Meter}: {Kind} cannot be set to {LimitW} W (empty: no limit); it is tried again. {Failure}")]
    public static partial void NotSet(this ILogger log, uint meter, LimitKind kind, long? limitW, string failure);

    [LoggerMessage(203, LogLevel.Information, "Meter {Meter}: {Kind} is set to {SetW} W.")]
    public static partial void Set(this ILogger log, uint meter, LimitKind kind, long setW);

    [LoggerMessage(204, LogLevel.Warning, "Meter {Meter}: {Kind} was not at {SetW} W any more; it is set again.")]
    public static partial void Drifted(this ILogger log, uint meter, LimitKind kind, long setW);

    [LoggerMessage(205, LogLevel.Warning, "Orders cannot be kept on the disk: {Failure}")]
    public static partial void NotKept(this ILogger log, string failure);

    [LoggerMessage(210, LogLevel.Error, "The box was opened.")]
    public static partial void Opened(this ILogger log);

    [LoggerMessage(211, LogLevel.Warning, "The box is closed again.")]
    public static partial void Closed(this ILogger log);

    [LoggerMessage(212, LogLevel.Information, "The service button was held down.")]
    public static partial void ButtonHeld(this ILogger log);
}
