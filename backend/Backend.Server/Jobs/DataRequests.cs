using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using LocalEnergyMarket.Backend.Anchoring.DataEvents;
using LocalEnergyMarket.Backend.Server.Boxes;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Backend.Server.Jobs;

/// <summary>
/// Passes send_data events down the streams of the boxes that are connected here. It runs on every backend, since any may have the box; the
/// database says which events are open, so that none is lost when a stream breaks. A box that has reported by itself is asked in the same way: it answers
/// with what it has reported.
/// </summary>
sealed partial class DataRequests(ConnectedBoxes connected, DataEventDesk events, Eos chain, ILogger<DataRequests> log) : BackgroundService
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(20);
    static readonly TimeSpan Expiry = TimeSpan.FromMinutes(2);

    readonly SemaphoreSlim _wake = new(0);
    readonly Dictionary<long, long> _asked = [];

    /// <summary>A block has asked for data: look now.</summary>
    public void Wake() => _wake.Release();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _wake.WaitAsync(Pause, stoppingToken);
                var boxes = connected.Ids;
                await AskAllAsync([.. await events.OpenOfAsync(boxes, stoppingToken), .. await events.UnopenedOfAsync(boxes, stoppingToken)], stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                LogFailed(e.Message);
            }
        }
    }

    async Task AskAllAsync(IReadOnlyList<Anchoring.DataEvents.DataEvent> open, CancellationToken cancellation)
    {
        foreach (var closed in _asked.Keys.Except(open.Select(e => e.Id)).ToList())
        {
            _asked.Remove(closed);
        }

        foreach (var e in open)
        {
            await AskAsync(e, cancellation);
        }
    }

    async Task AskAsync(Anchoring.DataEvents.DataEvent open, CancellationToken cancellation)
    {
        // The box may have lost the question: it is asked again, and its second answer changes nothing.
        if (connected.Find(open.BoxId) is not { } stream
            || (_asked.TryGetValue(open.Id, out var at) && TimeProvider.System.GetElapsedTime(at) < AskAgain))
        {
            return;
        }

        var info = await chain.GetInfo(cancellation);
        var reference = new Transaction().WithReference(info.LastIrreversibleBlockId);
        var now = TimeProvider.System.GetUtcNow();
        stream.TryWrite(new()
        {
            DataRequest = new()
            {
                EventId = (ulong)open.Id,
                MeterIndex = (uint)open.MeterIndex,
                RefBlockNum = reference.RefBlockNum,
                RefBlockPrefix = reference.RefBlockPrefix,
                ChainId = ByteString.CopyFrom(info.ChainId.ToArray()),
                Expiration = ((now > info.HeadBlockTime ? now : info.HeadBlockTime) + Expiry).ToTimestamp(),
            },
        });
        _asked[open.Id] = TimeProvider.System.GetTimestamp();
        LogAsked(open.BoxId, open.Id);
    }

    [LoggerMessage(1, LogLevel.Warning, "Requests for data wait: {Reason}")]
    partial void LogFailed(string reason);

    [LoggerMessage(2, LogLevel.Information, "Asked box {Box} for the data of event {Event}")]
    partial void LogAsked(Guid box, long @event);
}
