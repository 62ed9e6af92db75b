using LocalEnergyMarket.Backend.Registry.Boxes;
using LocalEnergyMarket.Backend.Server.Hosting;
using Npgsql;

namespace LocalEnergyMarket.Backend.Server.Boxes;

/// <summary>
/// Ends the streams of boxes that another backend on the same database has revoked, and of those whose TPM was exchanged: the database tells at once, and every half minute it is
/// looked whether a word was lost.
/// </summary>
sealed class RevocationWatch(NpgsqlDataSource database, BoxRevocations revocations, ConnectedBoxes connected, ILogger<RevocationWatch> log)
    : DatabaseListener(database, Channel, TimeSpan.FromSeconds(30), log)
{
    /// <summary>In the transaction that revokes: whoever listens hears of it when it is committed.</summary>
    public const string Announcement = $"select pg_notify('{Channel}', '')";

    const string Channel = "lem_box_revoked";

    protected override async Task CatchUpAsync(CancellationToken cancellation)
    {
        if (connected.Count == 0)
        {
            return;
        }

        foreach (var box in await revocations.ListAsync(cancellation))
        {
            connected.Revoke(box);
        }

        foreach (var box in await revocations.ListReplacedAsync(cancellation))
        {
            connected.Exchanged(box);
        }
    }
}
