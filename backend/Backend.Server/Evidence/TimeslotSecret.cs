using LocalEnergyMarket.Backend.Evidence;
using LocalEnergyMarket.Backend.Server.Market;
using LocalEnergyMarket.Backend.Store.Sessions;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Server.Evidence;

/// <summary>The secret of a timeslot's pseudonyms and salts (docs/evidence.md). Whoever has it can tell who is who; it never leaves the database.</summary>
/// <param name="Id">The book's.</param>
public sealed record TimeslotSecret(Guid Id, byte[] Secret)
{
    /// <summary>The evidence of a timeslot; the secret is made with the first tree, and kept with what it is for.</summary>
    public static async Task<SlotEvidence> EvidenceAsync(
        IDocumentSession session, LocalMarket market, Timeslot timeslot, CancellationToken cancellation)
    {
        var id = AuctionBook.IdOf(market.BalancingGroup, timeslot);
        var secret = await session.LoadAsync<TimeslotSecret>(id, cancellation);
        if (secret is null)
        {
            secret = new(id, SlotSecret.NewBytes());
            session.Insert(secret);
        }

        return new(market.ChainName, timeslot, new(secret.Secret));
    }
}
