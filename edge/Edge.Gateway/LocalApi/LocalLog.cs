using System.Net;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway.LocalApi;

static partial class LocalLog
{
    [LoggerMessage(120, LogLevel.Information, "The status page is at http://{End}/.")]
    public static partial void Serving(this ILogger log, IPEndPoint end);

    [LoggerMessage(121, LogLevel.Warning, "The status page cannot be shown at {End} ({Reason}); trying again.")]
    public static partial void NotServing(this ILogger log, IPEndPoint end, string reason);

    [LoggerMessage(122, LogLevel.Warning, "The status page failed: {Reason}")]
    public static partial void PageFailed(this ILogger log, string reason);

    [LoggerMessage(123, LogLevel.Warning, "Somebody at {Address} has entered a wrong PIN.")]
    public static partial void WrongPin(this ILogger log, IPAddress address);
}
