using LocalEnergyMarket.Backend.Server.Boxes;
using LocalEnergyMarket.Backend.Server.Hosting;
using LocalEnergyMarket.Protos.V1;
using Npgsql;

namespace LocalEnergyMarket.Backend.Server.Control;

/// <summary>
/// Passes limits down the streams of the boxes that are connected here; it runs on every backend, since any may have the box. Each limit that has not ended is sent once on each
/// stream, so that a box that lost its memory has it again, and now and then as long as the box owes an answer.
/// </summary>
sealed partial class SetPointDelivery(NpgsqlDataSource database, LimitStore limits, ConnectedBoxes connected, TimeProvider market, ILogger<SetPointDelivery> log)
    : DatabaseListener(database, LimitStore.Channel, TimeSpan.FromSeconds(1), log)
{
    static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(20);
    static readonly TimeSpan SweepPause = TimeSpan.FromSeconds(10);

    readonly Dictionary<long, Sending> _sent = [];
    long _swept;

    protected override async Task CatchUpAsync(CancellationToken cancellation)
    {
        await SendAllAsync(cancellation);
        if (TimeProvider.System.GetElapsedTime(_swept) > SweepPause)
        {
            await limits.SweepAsync(cancellation);
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

        var open = await limits.OpenOfAsync(boxes, cancellation);
        foreach (var closed in _sent.Keys.Except(open.Select(limit => limit.Revision)).ToList())
        {
            _sent.Remove(closed);
        }

        foreach (var limit in open)
        {
            if (connected.Find(limit.Order.Box) is { } stream && IsDue(limit, stream) && stream.TryWrite(new() { SetPoint = limit.ToSetPoint() }))
            {
                _sent[limit.Revision] = new(stream, TimeProvider.System.GetTimestamp(), limit.Release);
                await limits.SentAsync(limit.Revision, cancellation);
                LogSent(limit.Order.Id, limit.Order.Box, limit.Release);
            }
        }
    }

    bool IsDue(LimitRow limit, BoxOutbox stream) =>
        !_sent.TryGetValue(limit.Revision, out var sent) || sent.Stream != stream || sent.Release != limit.Release
        || (OwesAnAnswer(limit) && TimeProvider.System.GetElapsedTime(sent.At) >= AskAgain);

    bool OwesAnAnswer(LimitRow limit) => limit.State != LimitState.Applied || limit.Release || limit.Order.Until < market.GetUtcNow();

    sealed record Sending(BoxOutbox Stream, long At, bool Release);

    [LoggerMessage(2, LogLevel.Information, "Sent the limit {Limit} to box {Box} (release {Release})")]
    partial void LogSent(Guid limit, Guid box, bool release);
}
