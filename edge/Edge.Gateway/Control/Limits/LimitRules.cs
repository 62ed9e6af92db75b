using System.Globalization;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Edge.Gateway.Control.Limits;

/// <summary>What a plant is to run at.</summary>
/// <param name="LimitW">W; null without a limit.</param>
/// <param name="OrderId">The order it comes from; null for the fallback, or nothing.</param>
public sealed record WantedLimit(long? LimitW, string? OrderId)
{
    public static WantedLimit None { get; } = new(null, null);
}

/// <summary>
/// What becomes of orders. Pure: the same book, plants, orders and times give the same. Whatever comes in, no plant is limited below its floor, every limit ends, and of two
/// orders the newer wins.
/// </summary>
public static class LimitRules
{
    /// <summary>No order is for longer.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    /// <summary>Takes an order in, or says why not. One that is known already is answered as it stands.</summary>
    public static (LimitBook Book, LimitOrder Answer) Take(LimitBook book, IReadOnlyList<PlantRule> plants, SetPoint order, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(order);
        if (book.Find(order.SetPointId) is { } known)
        {
            var after = order.Release && known.IsOpen ? known.Ended(SetPointState.Released, now) : known;
            return (book.Replace(known, after), after);
        }

        var until = order.Until?.ToDateTimeOffset() ?? now;
        var taken = new LimitOrder
        {
            Id = order.SetPointId, MeterIndex = order.MeterIndex, Kind = order.Kind, LimitW = order.LimitW, Until = until, Revision = order.Revision,
            Left = until > now ? until - now : TimeSpan.Zero,
        };
        if (Refusal(plants, order, until, now) is { } refusal)
        {
            return Remember(taken with { State = SetPointState.Refused, EndedAt = now, Failure = refusal });
        }

        // Also one that has ended: an older order that comes late is not brought back.
        if (book.Orders.Exists(other => other.MeterIndex == taken.MeterIndex && other.Kind == taken.Kind && other.Revision > taken.Revision && other.State != SetPointState.Refused))
        {
            return Remember(taken.Ended(SetPointState.Replaced, now));
        }

        if (book.OpenOf(taken.MeterIndex, taken.Kind) is { } before)
        {
            book = book.Replace(before, before.Ended(SetPointState.Replaced, now));
        }

        // It has replaced the one before all the same: what is in force does not depend on when a message came through.
        return Remember(0 switch
        {
            _ when order.Release => taken.Ended(SetPointState.Released, now),
            _ when until <= now => taken.Ended(SetPointState.Expired, now),
            _ => taken,
        });

        (LimitBook, LimitOrder) Remember(LimitOrder one) => (one.Id.Length > 0 ? book.With(one) : book, one);
    }

    /// <summary>Time has passed: what is over ends.</summary>
    /// <param name="elapsed">Market time since the last call, by a clock that nobody sets.</param>
    /// <param name="linkLost">Real time since the last stream; zero while there is one.</param>
    public static LimitBook Advance(LimitBook book, IReadOnlyList<PlantRule> plants, DateTimeOffset now, TimeSpan elapsed, TimeSpan linkLost)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(plants);
        var spent = elapsed > TimeSpan.Zero ? elapsed : TimeSpan.Zero;
        foreach (var order in book.Orders.FindAll(order => order.IsOpen))
        {
            var plant = Find(plants, order.MeterIndex, order.Kind);
            var left = order.Left > spent ? order.Left - spent : TimeSpan.Zero;
            book = book.Replace(order, 0 switch
            {
                _ when order.Until <= now || left == TimeSpan.Zero => order.Ended(SetPointState.Expired, now) with { Left = TimeSpan.Zero },
                _ when plant is { OnLinkLoss: LinkLossPolicy.Release } && linkLost >= plant.LinkLossAfter => order.Ended(SetPointState.LinkLost, now) with { Left = left },
                _ => spent > TimeSpan.Zero ? order with { Left = left } : order,
            });
        }

        return book;
    }

    /// <summary>What a plant is to run at now.</summary>
    public static WantedLimit Wanted(LimitBook book, PlantRule plant, TimeSpan linkLost)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(plant);
        var order = book.OpenOf(plant.MeterIndex, plant.Kind);
        var fallback = plant.OnLinkLoss == LinkLossPolicy.Limit && linkLost >= plant.LinkLossAfter ? plant.FallbackW : (long?)null;
        var limit = order is not null && (fallback is null || order.LimitW <= fallback) ? order.LimitW : fallback;
        return limit is { } watts ? new(Math.Max(watts, plant.Floor), order is not null && limit == order.LimitW ? order.Id : null) : WantedLimit.None;
    }

    /// <summary>The device has confirmed what an order wants.</summary>
    public static LimitBook Applied(LimitBook book, string orderId, long setW, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(book);
        return book.Find(orderId) is { IsOpen: true } order
            ? book.Replace(order, order with { State = SetPointState.Applied, SetW = setW, AppliedAt = order.AppliedAt ?? now, Failure = "" })
            : book;
    }

    /// <summary>The device does not do what an order wants.</summary>
    public static LimitBook Failed(LimitBook book, string orderId, string failure)
    {
        ArgumentNullException.ThrowIfNull(book);
        return book.Find(orderId) is { IsOpen: true } order && (order.Failure != failure || order.State != SetPointState.Pending)
            ? book.Replace(order, order with { State = SetPointState.Pending, Failure = failure })
            : book;
    }

    static string? Refusal(IReadOnlyList<PlantRule> plants, SetPoint order, DateTimeOffset until, DateTimeOffset now)
    {
        if (order.SetPointId.Length is 0 or > 256)
        {
            return "the order has no id";
        }

        if (Find(plants, order.MeterIndex, order.Kind) is not { } plant)
        {
            var kind = order.Kind switch { LimitKind.Generation => "generation", LimitKind.Consumption => "consumption", _ => "nothing that is said" };
            return string.Create(CultureInfo.InvariantCulture, $"the box controls {kind} of no meter with the index {order.MeterIndex}; Control.Plants in its configuration says what it controls");
        }

        if (order.Until is null || until > now + Longest)
        {
            return string.Create(CultureInfo.InvariantCulture, $"an order needs an end within {Longest.TotalDays:0} days");
        }

        return 0 switch
        {
            _ when order.LimitW < plant.Floor => $"{order.LimitW} W is below the {plant.Floor} W that this plant is always left",
            _ when order.LimitW > PlantRule.MostW => $"{order.LimitW} W is no power of a plant",
            _ when order.LimitW < plant.LowestW => $"{order.LimitW} W is below the {plant.LowestW} W that this plant's relays can set",
            _ => null,
        };
    }

    static PlantRule? Find(IReadOnlyList<PlantRule> plants, uint meter, LimitKind kind) => plants.FirstOrDefault(plant => plant.MeterIndex == meter && plant.Kind == kind);
}
