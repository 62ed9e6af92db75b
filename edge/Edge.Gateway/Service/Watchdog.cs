using System.Globalization;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway.Service;

/// <summary>
/// Says to systemd that the box is alive as long as each of its loops is: a timer alone would go on when polling or storing hangs. When one stands still, nothing is said,
/// systemd ends the box and starts it anew (<c>WatchdogSec=</c>).
/// </summary>
public sealed class Watchdog(ServiceSocket service, IReadOnlyList<Pulse> pulses, TimeSpan interval, TimeProvider real, ILogger log)
{
    /// <summary>How often systemd wants a sign: half of <c>WATCHDOG_USEC</c>, if it is this process that is watched; null if none is.</summary>
    public static TimeSpan? Interval(string? microseconds, string? process, int ownProcess) =>
        long.TryParse(microseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0
        && (string.IsNullOrEmpty(process) || process == ownProcess.ToString(CultureInfo.InvariantCulture))
            ? TimeSpan.FromMicroseconds(limit) / 2
            : null;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(interval, real);
        do
        {
            if (pulses.FirstOrDefault(p => p.StandsStill) is { } still)
            {
                log.StandsStill(still.Name, (long)still.Silence.TotalSeconds, (long)still.Longest.TotalSeconds);
            }
            else
            {
                service.Alive();
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }
}
