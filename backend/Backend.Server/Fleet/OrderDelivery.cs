using LocalEnergyMarket.Backend.Server.Boxes;
using LocalEnergyMarket.Backend.Server.Hosting;
using Npgsql;

namespace LocalEnergyMarket.Backend.Server.Fleet;

/// <summary>
/// Passes orders down the streams of the boxes that are connected here. It runs on every backend, since any may have the box. The database tells when there is
/// a new one, and it is looked every second besides: an order is sent again on each new stream, and now and then, until the box says what came of it.
/// </summary>
sealed partial class OrderDelivery(NpgsqlDataSource database, FleetOrders orders, ConnectedBoxes connected, ILogger<OrderDelivery> log)
    : DatabaseListener(database, FleetOrders.Channel, TimeSpan.FromSeconds(1), log)
{
    static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(20);
    static readonly TimeSpan SweepPause = TimeSpan.FromSeconds(10);

    readonly Dictionary<long, (BoxOutbox Stream, long At)> _sent = [];
    long _swept;

    protected override async Task CatchUpAsync(CancellationToken cancellation)
    {
        await SendAllAsync(cancellation);
        if (TimeProvider.System.GetElapsedTime(_swept) > SweepPause)
        {
            await orders.SweepAsync(cancellation);
            _swept = TimeProvider.System.GetTimestamp();
        }
    }

    async Task SendAllAsync(CancellationToken cancellation)
    {
        var boxes = connected.Ids;
        if (boxes.Count == 0)
        {
            _sent.Clear();
            return;
        }

        var open = await orders.OpenOfAsync(boxes, cancellation);
        foreach (var closed in _sent.Keys.Except(open.Select(order => order.Id)).ToList())
        {
            _sent.Remove(closed);
        }

        foreach (var order in open)
        {
            if (connected.Find(order.Box) is { } stream && IsDue(order, stream) && stream.TryWrite(new() { Command = order.ToCommand() }))
            {
                _sent[order.Id] = (stream, TimeProvider.System.GetTimestamp());
                await orders.SentAsync(order.Id, cancellation);
                LogSent(order.Kind, order.OrderId, order.Box);
            }
        }
    }

    bool IsDue(BoxOrderRow order, BoxOutbox stream) =>
        !_sent.TryGetValue(order.Id, out var sent) || sent.Stream != stream || TimeProvider.System.GetElapsedTime(sent.At) >= AskAgain;

    [LoggerMessage(2, LogLevel.Information, "Sent the order {Kind} {Order} to box {Box}")]
    partial void LogSent(string kind, Guid order, Guid box);
}
