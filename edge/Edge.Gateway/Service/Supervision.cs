using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway.Service;

/// <summary>The box as a service of systemd: <c>Type=notify</c> with a watchdog; without systemd it does nothing.</summary>
public sealed class Supervision(ServiceSocket service, TimeSpan? watchdog, TimeProvider real, ILogger log) : IDisposable
{
    /// <summary>What a turn may take beyond its wait: a silent meter's time-outs, a slow disk, a TPM that many use.</summary>
    static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    readonly List<Pulse> _pulses = [];

    /// <summary>As the environment says: <c>NOTIFY_SOCKET</c>, <c>WATCHDOG_USEC</c>, <c>WATCHDOG_PID</c> (sd_notify(3), sd_watchdog_enabled(3)).</summary>
    public static Supervision OfEnvironment(ILogger log) => new(
        ServiceSocket.Open(Environment.GetEnvironmentVariable("NOTIFY_SOCKET")),
        Watchdog.Interval(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), Environment.GetEnvironmentVariable("WATCHDOG_PID"), Environment.ProcessId),
        TimeProvider.System,
        log);

    /// <summary>A loop that takes a turn at least every <paramref name="period"/> of real time.</summary>
    public Pulse Watch(string part, TimeSpan period)
    {
        var pulse = new Pulse(part, period + Margin, real);
        _pulses.Add(pulse);
        return pulse;
    }

    /// <summary>Everything runs that shall: says so, and keeps saying that it does.</summary>
    /// <param name="status">One line for <c>systemctl status</c>.</param>
    public async Task RunAsync(string status, CancellationToken cancellationToken)
    {
        service.Status(status);
        service.Ready();
        try
        {
            await (watchdog is { } interval
                ? new Watchdog(service, _pulses, interval, real, log).RunAsync(cancellationToken)
                : Task.Delay(Timeout.InfiniteTimeSpan, real, cancellationToken));
        }
        finally
        {
            service.Stopping();
        }
    }

    /// <summary>The service is there, but waits for a person before it can do its work; says so, and keeps saying that it is alive.</summary>
    /// <param name="status">One line for <c>systemctl status</c>.</param>
    public async Task WaitAsync(string status, CancellationToken cancellationToken)
    {
        service.Status(status);
        service.Ready();
        await (watchdog is { } interval
            ? new Watchdog(service, [], interval, real, log).RunAsync(cancellationToken)
            : Task.Delay(Timeout.InfiniteTimeSpan, real, cancellationToken));
    }

    public void Dispose() => service.Dispose();
}
