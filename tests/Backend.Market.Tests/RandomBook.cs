using FsCheck;
using FsCheck.Fluent;
using LocalEnergyMarket.Backend.Market.Auctions;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Market.Tests;

/// <summary>A move of a random game: which command, by whom, on which offer, how much, at what price.</summary>
public sealed record Move(int What, int Who, int Which, int Quantity, int Price, bool Divisible);

/// <summary>Plays random moves against a book with small numbers, so that prices and quantities collide.</summary>
static class RandomBook
{
    public const long Cap = 60;

    public static Arbitrary<Move[]> Moves { get; } = Arb.From(
        from length in Gen.Choose(0, 60)
        from moves in (
            from what in Gen.Choose(0, 9)
            from who in Gen.Choose(0, 5)
            from which in Gen.Choose(0, 7)
            from quantity in Gen.Choose(1, 40)
            from price in Gen.Choose(-2, 12)
            from divisible in Gen.Choose(0, 2)
            select new Move(what, who, which, quantity, price, divisible > 0)).ArrayOf(length)
        select moves);

    public static Book Play(Move[] moves)
    {
        var book = new Book();
        var offers = new List<Guid>();
        for (var i = 0; i < moves.Length; i++)
        {
            var (what, who, which, quantity, price, divisible) = moves[i];
            var id = new Guid(i + 1, 0, 0, new byte[8]);
            var offer = offers.Count > 0 ? offers[which % offers.Count] : id;
            // A bid on an indivisible offer is mostly for the whole.
            var whole = book.State.Offers.TryGetValue(offer, out var there) && !there.Offer.Divisible && quantity > 5;
            AuctionCommand command = what switch
            {
                0 or 1 => new PlaceOffer(id, $"C{who}", $"U{who}", new(quantity), new(price), divisible, new(new(Cap), "forecast")),
                2 when which == 0 => new WithdrawOffer(there?.Offer.CustomerId ?? "C0", offer),
                _ => new PlaceBid(id, $"C{who}", offer, whole ? there!.Offer.Quantity : new WattHours(quantity), new(price), new(new(Cap), "forecast")),
            };
            if (book.Do(command) is Accepted { Events: [OfferPlaced placed] })
            {
                offers.Add(placed.OfferId);
            }
        }

        return book;
    }
}
