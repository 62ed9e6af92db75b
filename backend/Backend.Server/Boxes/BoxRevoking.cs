using LocalEnergyMarket.Backend.Anchoring;
using LocalEnergyMarket.Backend.Anchoring.Outbox;
using LocalEnergyMarket.Backend.Registry;
using LocalEnergyMarket.Backend.Registry.Boxes;

namespace LocalEnergyMarket.Backend.Server.Boxes;

/// <summary>Revokes a box everywhere: in the register, on the chain, and its open stream, at whichever backend that is.</summary>
sealed class BoxRevoking(BoxRevocations revocations, ContractAccounts accounts, ConnectedBoxes connected, TimeProvider time)
{
    /// <exception cref="RegistryException">There is no such box, or the reason is none.</exception>
    public async Task RevokeAsync(Guid boxId, string reason, Actor by, CancellationToken cancellation)
    {
        var revoked = await revocations.RevokeAsync(
            boxId,
            reason,
            by,
            (session, box) =>
            {
                foreach (var entry in BoxRevocationEntries.Of(box.Id, box.ChainAccount, accounts, time.GetUtcNow()))
                {
                    session.QueueSqlCommand(entry.Sql, [.. entry.Parameters]);
                }

                session.QueueSqlCommand(RevocationWatch.Announcement);
            },
            cancellation);
        connected.Revoke(revoked);
    }
}
