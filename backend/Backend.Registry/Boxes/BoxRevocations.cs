using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Backend.Store.Sessions;

namespace LocalEnergyMarket.Backend.Registry.Boxes;

/// <summary>A TPM whose box was revoked.</summary>
/// <param name="Id">Its endorsement key's fingerprint, hexadecimal.</param>
public sealed record RevokedTpm(string Id, Guid Box)
{
    public static string IdOf(byte[] endorsementFingerprint) => Convert.ToHexStringLower(endorsementFingerprint);
}

/// <summary>Boxes that are trusted no more: stolen, broken into, or out of use.</summary>
public sealed class BoxRevocations(IDocumentStore store)
{
    const int LongestReason = 200;

    /// <summary>Revokes a box for good, and its TPM with it. A box that is revoked already stays as it is.</summary>
    /// <param name="boxId">Which.</param>
    /// <param name="reason">For the box's log and for staff, 1 to 200 characters.</param>
    /// <param name="by">Who revokes.</param>
    /// <param name="enlist">Writes more in the same transaction: the account's revocation on the chain.</param>
    /// <param name="cancellation">Ends it; then either all is written or nothing.</param>
    /// <returns>The box as it is revoked.</returns>
    /// <exception cref="RegistryException">There is no such box, or the reason is none.</exception>
    public async Task<Box> RevokeAsync(Guid boxId, string reason, Actor by, Action<IDocumentSession, Box> enlist, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > LongestReason)
        {
            throw new RegistryException(RegistryError.RevocationReasonInvalid, "", $"A box is revoked for a reason of 1 to {LongestReason} characters, for example that it was stolen.");
        }

        await using var session = store.LightweightSession();
        var stream = await session.Events.FetchForWriting<Box>(boxId, cancellation);
        var box = stream.Aggregate ?? throw new RegistryException(RegistryError.BoxUnknown, $"{boxId}", $"There is no box {boxId}.");
        if (box.Revoked)
        {
            return box;
        }

        stream.AppendOne(new BoxRevoked(reason.Trim(), by));
        var tpm = (await session.Events.FetchStreamAsync(boxId, cancellation: cancellation))
            .Select(e => (e.Data as BoxEnrolled)?.EndorsementFingerprint ?? (e.Data as BoxReplaced)?.EndorsementFingerprint).OfType<byte[]>().Last();
        if (tpm.Length > 0)
        {
            session.Store(new RevokedTpm(RevokedTpm.IdOf(tpm), boxId));
        }

        enlist(session, box);
        await session.SaveChangesAsync(cancellation);
        return box with { Revoked = true, RevocationReason = reason.Trim() };
    }

    /// <summary>All whose device or TPM was exchanged.</summary>
    public async Task<IReadOnlyList<Box>> ListReplacedAsync(CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return await session.Query<Box>().MatchesSql($"data ->> 'replacedAt' is not null").ToListAsync(cancellation);
    }

    /// <summary>All that are revoked.</summary>
    public async Task<IReadOnlyList<Box>> ListAsync(CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return await session.Query<Box>().Containing(new { revoked = true }).ToListAsync(cancellation);
    }
}
