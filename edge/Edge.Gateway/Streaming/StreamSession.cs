using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;
using LocalEnergyMarket.Client.Errors;
using LocalEnergyMarket.Edge.Gateway.Commands;
using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Edge.Gateway.Polling;
using LocalEnergyMarket.Edge.Gateway.Vitals;
using LocalEnergyMarket.Edge.Identity;
using LocalEnergyMarket.Hardware.Tpm;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway.Streaming;

/// <summary>
/// One stream to a backend: challenge, hello, welcome; then batches up and acknowledgements and commands down, until either side ends it.
/// Batches go in order behind what the backend has; a batch counts as delivered only when its acknowledgement came.
/// </summary>
public sealed class StreamSession(
    BackendConnection backend, BoxIdentity identity, IP256Signer signer, BoxJournal journal, CommandHandler commands, LatestReadings latest, int windowSize, TimeProvider real, ILogger log, BoxVitals? vitals = null)
{
    static readonly string Software = $"lem-box {typeof(StreamSession).Assembly.GetName().Version?.ToString(3)}";

    static readonly TimeSpan BetweenLive = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Messages of several tasks go up through one writer: a stream takes one write at a time. Only one waits, so that what comes between the batches
    /// of a backlog is not behind many of them.
    /// </summary>
    readonly Channel<BoxMessage> _outgoing = Channel.CreateBounded<BoxMessage>(new BoundedChannelOptions(1) { SingleReader = true });
    readonly Channel<BackendMessage> _commands = Channel.CreateBounded<BackendMessage>(64);
    readonly Signal _progress = new();

    /// <summary>Runs until the backend says to go away or ends the stream.</summary>
    /// <param name="progressed">Called with each acknowledgement: the stream is of use.</param>
    /// <exception cref="LemException">The stream broke, or the backend refuses the box.</exception>
    /// <exception cref="StreamException">The backend's answers do not fit; the message says how.</exception>
    public async Task RunAsync(Action progressed, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var call = backend.Client.Connect(cancellationToken: stop.Token);
        var welcome = await GreetAsync(call, stop.Token);
        Adopt(welcome);
        log.Connected(backend.Backend, welcome.AcknowledgedSequence);
        vitals?.Connected(backend.Backend, welcome.AcknowledgedSequence);

        var window = new StreamWindow(welcome.AcknowledgedSequence, windowSize);
        journal.BatchStored += OnBatchStored;
        try
        {
            await ExchangeAsync(call, window, progressed, stop);
        }
        finally
        {
            journal.BatchStored -= OnBatchStored;
        }
    }

    async Task ExchangeAsync(
        AsyncDuplexStreamingCall<BoxMessage, BackendMessage> call, StreamWindow window, Action progressed, CancellationTokenSource stop)
    {
        Task[] tasks =
        [
            ReceiveAsync(call.ResponseStream, window, progressed, stop.Token),
            WriteAsync(call.RequestStream, stop.Token),
            SendBatchesAsync(window, stop.Token),
            AnswerAsync(stop.Token),
            TellAsync(stop.Token),
            TellOfPlantsAsync(stop.Token),
            SendLiveAsync(stop.Token),
        ];
        var first = await Task.WhenAny(tasks);
        await stop.CancelAsync();
        // The others end because the first has; what became of it is what became of the stream.
        await Task.WhenAll(tasks).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await first;
    }

    async Task<Welcome> GreetAsync(AsyncDuplexStreamingCall<BoxMessage, BackendMessage> call, CancellationToken cancellationToken)
    {
        var challenge = await NextAsync(call.ResponseStream, cancellationToken);
        var hello = await Greeting.SignAsync(
            identity.BoxId, challenge.Challenge ?? throw Unexpected(challenge), backend.EndPoint, signer, Software, cancellationToken);
        await call.RequestStream.WriteAsync(new() { Hello = hello }, cancellationToken);
        var welcome = await NextAsync(call.ResponseStream, cancellationToken);
        return welcome.Welcome ?? throw Unexpected(welcome);
    }

    /// <summary>Holds what the backend has against the journal.</summary>
    void Adopt(Welcome welcome)
    {
        if (journal.Tip() is not { } tip)
        {
            journal.StartChain(new(welcome.AcknowledgedSequence, welcome.AcknowledgedHash.Memory));
            return;
        }

        if (welcome.AcknowledgedSequence > tip.Sequence)
        {
            throw new StreamException(
                $"the backend has batch {welcome.AcknowledgedSequence} of this box, the journal ends at {tip.Sequence}: was an old journal put back?");
        }

        var ours = journal.HashOf(welcome.AcknowledgedSequence);
        if (ours is { } hash && !hash.Span.SequenceEqual(welcome.AcknowledgedHash.Span))
        {
            throw new StreamException($"the backend's batch {welcome.AcknowledgedSequence} is not the one in the journal");
        }

        journal.Acknowledge(welcome.AcknowledgedSequence);
    }

    async Task SendBatchesAsync(StreamWindow window, CancellationToken cancellationToken)
    {
        while (true)
        {
            foreach (var batch in window.Free > 0 ? journal.BatchesAfter(window.LastSent, window.Free) : [])
            {
                window.Sent(batch.Sequence);
                await _outgoing.Writer.WriteAsync(
                    new()
                    {
                        Batch = new()
                        {
                            Content = UnsafeByteOperations.UnsafeWrap(batch.Content),
                            Signature = UnsafeByteOperations.UnsafeWrap(batch.Signature),
                        },
                    },
                    cancellationToken);
            }

            await _progress.WaitAsync(cancellationToken);
        }
    }

    /// <summary>While a backlog is on its way up, what the meters show now goes between its batches.</summary>
    async Task SendLiveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var waiting = journal.Count(BatchState.Waiting);
            if (waiting > 2 * windowSize && latest.All is { Count: > 0 } readings)
            {
                var live = new LiveReadings { WaitingBatches = (ulong)waiting, OpenReadings = (ulong)journal.CountOpen() };
                live.Meters.AddRange(ReadingColumns.Encode(readings));
                await _outgoing.Writer.WriteAsync(new() { Live = live }, cancellationToken);
            }

            await Task.Delay(BetweenLive, real, cancellationToken);
        }
    }

    async Task WriteAsync(IClientStreamWriter<BoxMessage> stream, CancellationToken cancellationToken)
    {
        await foreach (var message in _outgoing.Reader.ReadAllAsync(cancellationToken))
        {
            try
            {
                await stream.WriteAsync(message, cancellationToken);
            }
            catch (InvalidOperationException e)
            {
                throw new StreamException($"the backend has ended the stream ({e.Message})");
            }
        }
    }

    async Task ReceiveAsync(
        IAsyncStreamReader<BackendMessage> stream, StreamWindow window, Action progressed, CancellationToken cancellationToken)
    {
        while (await stream.MoveNext(cancellationToken))
        {
            var message = stream.Current;
            switch (message.MessageCase)
            {
                case BackendMessage.MessageOneofCase.Ack:
                    journal.Acknowledge(message.Ack.Sequence);
                    vitals?.Acknowledged(message.Ack.Sequence);
                    window.Acknowledged(message.Ack.Sequence);
                    _progress.Raise();
                    progressed();
                    break;
                case BackendMessage.MessageOneofCase.Refusal:
                    Refused(message.Refusal, window);
                    _progress.Raise();
                    break;
                case BackendMessage.MessageOneofCase.DataRequest or BackendMessage.MessageOneofCase.SetPoint or BackendMessage.MessageOneofCase.Command:
                    await _commands.Writer.WriteAsync(message, cancellationToken);
                    break;
                case BackendMessage.MessageOneofCase.GoAway:
                    log.GoAway(message.GoAway.Reason);
                    vitals?.Disconnected(backend.Backend, message.GoAway.Reason);
                    return;
                default:
                    throw Unexpected(message);
            }
        }
    }

    void Refused(BatchRefusal refusal, StreamWindow window)
    {
        log.BatchRefused(refusal.Sequence, refusal.Reason, refusal.Detail);
        if (refusal.Reason == RefusalReason.Sequence)
        {
            throw new StreamException($"the backend expects another batch than {refusal.Sequence}");
        }

        journal.Refuse(refusal.Sequence, $"{refusal.Reason}: {refusal.Detail}");
        window.Refused(refusal.Sequence);
    }

    /// <summary>Commands wait for a meter; the acknowledgements must not wait for them.</summary>
    async Task AnswerAsync(CancellationToken cancellationToken)
    {
        await foreach (var command in _commands.Reader.ReadAllAsync(cancellationToken))
        {
            BoxMessage answer;
            try
            {
                answer = await commands.HandleAsync(command, cancellationToken);
            }
            catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or OverflowException)
            {
                // Whatever a backend sends, it costs the stream at most: the meters are read on.
                throw new StreamException($"the backend's {command.MessageCase} makes no sense ({e.Message})");
            }

            await _outgoing.Writer.WriteAsync(answer, cancellationToken);
        }
    }

    async Task TellAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _outgoing.Writer.WriteAsync(await commands.UnaskedAsync(cancellationToken), cancellationToken);
        }
    }

    /// <summary>What became of plants and of the box itself; first what another stream may have lost.</summary>
    async Task TellOfPlantsAsync(CancellationToken cancellationToken)
    {
        var again = commands.StreamOpened();
        try
        {
            foreach (var message in again)
            {
                await _outgoing.Writer.WriteAsync(message, cancellationToken);
            }

            while (true)
            {
                await _outgoing.Writer.WriteAsync(await commands.UnaskedOfPlantsAsync(cancellationToken), cancellationToken);
            }
        }
        finally
        {
            commands.StreamClosed();
        }
    }

    void OnBatchStored(object? sender, EventArgs e) => _progress.Raise();

    static async Task<BackendMessage> NextAsync(IAsyncStreamReader<BackendMessage> stream, CancellationToken cancellationToken) =>
        await stream.MoveNext(cancellationToken) ? stream.Current : throw new StreamException("the backend ended the stream before its welcome");

    static StreamException Unexpected(BackendMessage message) => new($"the backend sent {message.MessageCase} where it does not belong");
}
