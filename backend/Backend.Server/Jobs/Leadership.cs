using Npgsql;

namespace LocalEnergyMarket.Backend.Server.Jobs;

/// <summary>
/// Which of several backends does the jobs: the one whose session holds PostgreSQL's advisory lock. It ends with the session, so that
/// another takes over when this process, its machine or its network goes.
/// </summary>
public sealed class Leadership(NpgsqlDataSource database, string job) : IAsyncDisposable
{
    const string Lock = "select pg_try_advisory_lock(hashtextextended('lem.job.' || $1, 0))";

    NpgsqlConnection? _session;

    /// <summary>Whether this process leads now; asked before every round of work.</summary>
    public async Task<bool> HasAsync(CancellationToken cancellation)
    {
        if (_session is not null)
        {
            try
            {
                await using var alive = new NpgsqlCommand("select 1", _session);
                await alive.ExecuteScalarAsync(cancellation);
                return true;
            }
            catch
            {
                // Whatever it was, this session cannot be trusted to hold the lock.
                await ResignAsync();
                throw;
            }
        }

        var session = await database.OpenConnectionAsync(cancellation);
        await using var take = new NpgsqlCommand(Lock, session) { Parameters = { new() { Value = job } } };
        if (await take.ExecuteScalarAsync(cancellation) is true)
        {
            _session = session;
            return true;
        }

        await session.DisposeAsync();
        return false;
    }

    public async ValueTask DisposeAsync() => await ResignAsync();

    async Task ResignAsync()
    {
        if (_session is { } session)
        {
            _session = null;

            // A pooled connection would keep the lock: this one is closed for good.
            NpgsqlConnection.ClearPool(session);
            await session.DisposeAsync();
        }
    }
}
