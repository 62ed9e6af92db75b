using LocalEnergyMarket.Backend.Rpc.Health;
using Microsoft.Extensions.Hosting;

namespace LocalEnergyMarket.Backend.Rpc.Limits;

/// <summary>
/// The order of a stop (ADR 0018): health says NOT_SERVING before anything else; then listeners close and running calls are waited for, which
/// the web server does; what is still open at the limit ends with UNAVAILABLE, and what even then does not end is cut.
/// </summary>
public sealed class Stopping(IHostApplicationLifetime lifetime, HealthServiceImpl health, RpcOptions options) : IHostedService, IDisposable
{
    readonly CancellationTokenSource _mustEnd = new();
    readonly CancellationTokenSource _cut = new();

    /// <summary>The calls that still run end.</summary>
    public CancellationToken MustEnd => _mustEnd.Token;

    /// <summary>The connections that are still open are cut.</summary>
    public CancellationToken Cut => _cut.Token;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStopping.Register(Begin);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _mustEnd.Dispose();
        _cut.Dispose();
    }

    void Begin()
    {
        health.End();
        var limit = TimeSpan.FromSeconds(options.Limits.StopSeconds);
        _mustEnd.CancelAfter(limit);
        _cut.CancelAfter(limit + ConnectionLife.LastWords);
    }
}
