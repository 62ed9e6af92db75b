using LocalEnergyMarket.Backend.Registry.Boxes;
using Npgsql;

namespace LocalEnergyMarket.Backend.Server.Boxes;

/// <summary>
/// Ends the streams of boxes that another backend on the same database has revoked, and of those whose TPM was exchanged: the database tells at once, and every half minute it is
/// looked whether a word was lost.
/// </summary>
sealed partial class RevocationWatch(NpgsqlDataSource database, BoxRevocations revocations, ConnectedBoxes connected, ILogger<RevocationWatch> log) : BackgroundService
{
    /// <summary>In the transaction that revokes: whoever listens hears of it when it is committed.</summary>
    public const string Announcement = "select pg_notify('lem_box_revoked', '')";

    static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);
    static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException && !stoppingToken.IsCancellationRequested)
            {
                LogFailed(e);
                await Task.Delay(PauseAfterFailure, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
        }
    }

    async Task ListenAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using (var listen = new NpgsqlCommand("listen lem_box_revoked", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellation);
        }

        while (true)
        {
            if (connected.Count > 0)
            {
                foreach (var box in await revocations.ListAsync(cancellation))
                {
                    connected.Revoke(box);
                }

                foreach (var box in await revocations.ListReplacedAsync(cancellation))
                {
                    connected.Exchanged(box);
                }
            }

            await connection.WaitAsync(LongestSilence, cancellation);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The database does not tell which boxes are revoked; it is asked again")]
    partial void LogFailed(Exception exception);
}
