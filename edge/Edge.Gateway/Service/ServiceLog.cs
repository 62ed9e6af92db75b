using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway.Service;

static partial class ServiceLog
{
    [LoggerMessage(90, LogLevel.Critical, "{Part} has stood still for {Seconds} s, longer than the {Longest} s that a turn of it may take: systemd starts the box anew.")]
    public static partial void StandsStill(this ILogger log, string part, long seconds, long longest);
}
