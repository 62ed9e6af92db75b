using System.Collections.Immutable;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Edge.Gateway.Control.Limits;

/// <summary>All orders that the box remembers, at most one open for a kind of a meter.</summary>
/// <param name="Orders">By the time they were taken.</param>
public sealed record LimitBook(ImmutableList<LimitOrder> Orders)
{
    const int MostEnded = 500;

    public static LimitBook Empty { get; } = new([]);

    public LimitOrder? Find(string id) => Orders.Find(order => order.Id == id);

    /// <summary>The order that a plant runs by; null if there is none.</summary>
    public LimitOrder? OpenOf(uint meter, LimitKind kind) => Orders.Find(order => order.IsOpen && order.MeterIndex == meter && order.Kind == kind);

    /// <summary>Adds an order, and forgets the oldest that ended where there are too many.</summary>
    public LimitBook With(LimitOrder order)
    {
        var orders = Orders.Add(order);
        while (orders.Count > MostEnded && orders.Find(one => !one.IsOpen) is { } oldest)
        {
            orders = orders.Remove(oldest);
        }

        return new(orders);
    }

    public LimitBook Replace(LimitOrder before, LimitOrder after) => ReferenceEquals(before, after) ? this : new(Orders.Replace(before, after));
}
