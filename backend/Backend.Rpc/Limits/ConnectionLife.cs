using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace LocalEnergyMarket.Backend.Rpc.Limits;

/// <summary>
/// How long a connection may live, as a feature of it: at its age it is asked to go (GOAWAY), after the grace its calls must end, and soon
/// after that it is cut.
/// </summary>
sealed class ConnectionLife : IAsyncDisposable
{
    /// <summary>What calls that must end have to say so.</summary>
    public static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    readonly ConnectionContext _connection;
    readonly CancellationTokenSource _mustEnd;
    readonly CancellationTokenRegistration _cut;
    readonly TimeSpan _grace;
    readonly ITimer? _timer;
    int _stage;

    public ConnectionLife(ConnectionContext connection, LimitOptions limits, Stopping stopping)
    {
        _connection = connection;
        _grace = TimeSpan.FromSeconds(limits.ConnectionAgeGraceSeconds);
        _mustEnd = CancellationTokenSource.CreateLinkedTokenSource(stopping.MustEnd);
        _cut = stopping.Cut.UnsafeRegister(static connection => ((ConnectionContext)connection!).Abort(new("The server has stopped.")), connection);
        if (limits.ConnectionAgeSeconds > 0)
        {
            // A random part: connections that came together shall not come again together.
            var age = TimeSpan.FromSeconds(limits.ConnectionAgeSeconds) * (1 + (Random.Shared.NextDouble() / 10));
            _timer = TimeProvider.System.CreateTimer(static life => ((ConnectionLife)life!).Age(), this, age, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The calls on this connection end with UNAVAILABLE.</summary>
    public CancellationToken MustEnd => _mustEnd.Token;

    public async ValueTask DisposeAsync()
    {
        if (_timer is not null)
        {
            await _timer.DisposeAsync();
        }

        await _cut.DisposeAsync();
        _mustEnd.Dispose();
    }

    void Age()
    {
        switch (_stage++)
        {
            case 0:
                _connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
                _timer!.Change(_grace, Timeout.InfiniteTimeSpan);
                break;
            case 1:
                _mustEnd.Cancel();
                _timer!.Change(LastWords, Timeout.InfiniteTimeSpan);
                break;
            default:
                _connection.Abort(new("The connection has outlived its age and its grace."));
                break;
        }
    }
}
