using System.Threading.Channels;
using Grpc.Core;
using LocalEnergyMarket.Backend.Anchoring.DataEvents;
using LocalEnergyMarket.Backend.Registry.Boxes;
using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Backend.Server.Control;
using LocalEnergyMarket.Backend.Server.Fleet;
using LocalEnergyMarket.Backend.Telemetry.Ingest;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Boxes;

/// <summary>An open stream with a box that has proved who it is: batches and reports come up, acknowledgements and requests go down.</summary>
sealed partial class BoxStreams(
    BatchIngest ingest, BoxRegister boxes, ConnectedBoxes connected, LiveValues live, DataEventDesk events, ReportCheck reports, BoxControl control, FleetOrders orders, ILogger<BoxStreams> log)
{
    static readonly TimeSpan LongestSettling = TimeSpan.FromSeconds(2);

    /// <summary>Until the box or the backend ends the stream.</summary>
    public async Task RunAsync(
        Backend.Registry.Boxes.Box box,
        string version,
        IAsyncStreamReader<BoxMessage> requests,
        IServerStreamWriter<BackendMessage> responses,
        BoxOutbox outgoing,
        CancellationToken cancellation)
    {
        try
        {
            await EnterAsync(box, outgoing);
            var head = await ingest.HeadAsync(box.Id, cancellation);
            await responses.WriteAsync(
                new() { Welcome = new() { AcknowledgedSequence = head.Sequence, AcknowledgedHash = Google.Protobuf.ByteString.CopyFrom(head.Hash.Span) } }, cancellation);
            connected.Seen(box.Id, version, head.Sequence);
            if (await boxes.FindAsync(box.Id, cancellation) is { } now)
            {
                // Between its hello and here, so that nobody who revoked or exchanged it found the stream.
                if (now.Revoked)
                {
                    connected.Revoke(now);
                }

                connected.Exchanged(now);
            }

            LogConnected(box.Id, version, head.Sequence);
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            using var taking = CancellationTokenSource.CreateLinkedTokenSource(ended.Token, outgoing.Away);
            var writing = WriteAsync(responses, outgoing, ended.Token);
            var reading = ReadAsync(box, version, requests, outgoing, taking.Token, ended.Token);
            await Task.WhenAny(writing, reading);

            // Whoever ended first ends the other; the writer may still have acknowledgements to send, and the GoAway behind them.
            outgoing.Finish();
            if (reading.IsCompleted)
            {
                await writing;
            }

            await ended.CancelAsync();
            await reading;
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException || cancellation.IsCancellationRequested)
        {
            // The stream is gone; the box comes back with what was not acknowledged.
            cancellation.ThrowIfCancellationRequested();
        }
        finally
        {
            outgoing.Settle();
            connected.Leave(box.Id, outgoing);
            LogDisconnected(box.Id);
        }
    }

    /// <summary>What an older stream of the box still brings is stored before the new one is told where to go on: of a copied key, only one goes on.</summary>
    async Task EnterAsync(Backend.Registry.Boxes.Box box, BoxOutbox outgoing)
    {
        var (older, contested) = connected.Enter(box.Id, outgoing);
        if (contested)
        {
            LogContested(box.Id);
        }

        if (older is not null)
        {
            // Not longer: the older one may hang because nobody reads what it has to say.
            await older.Settled.WaitAsync(LongestSettling, TimeProvider.System, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    static async Task WriteAsync(IServerStreamWriter<BackendMessage> responses, BoxOutbox outgoing, CancellationToken cancellation)
    {
        await foreach (var message in outgoing.ReadAllAsync(cancellation))
        {
            await responses.WriteAsync(message, cancellation);
        }
    }

    async Task ReadAsync(
        Backend.Registry.Boxes.Box box, string version, IAsyncStreamReader<BoxMessage> requests, BoxOutbox outgoing, CancellationToken taking,
        CancellationToken cancellation)
    {
        var enrolled = box.WithKeys();
        using var answers = new BatchAnswers(batch => IngestAsync(enrolled, version, batch, cancellation), outgoing);
        var answering = answers.RunAsync(cancellation);
        try
        {
            await ReadAsync(box, requests, outgoing, answers, taking, cancellation);
        }
        finally
        {
            answers.Complete();
            await answering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            outgoing.Settle();
            await answering;
        }
    }

    async Task ReadAsync(
        Backend.Registry.Boxes.Box box, IAsyncStreamReader<BoxMessage> requests, BoxOutbox outgoing, BatchAnswers answers, CancellationToken taking,
        CancellationToken cancellation)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(taking, answers.Failed);
        while (await TakeAsync(requests, outgoing, answers, reading.Token))
        {
            var message = requests.Current;
            switch (message.MessageCase)
            {
                case BoxMessage.MessageOneofCase.Batch:
                    await answers.AddAsync(message.Batch);
                    break;
                case BoxMessage.MessageOneofCase.Report:
                    await ReportAsync(box, message.Report, cancellation);
                    break;
                case BoxMessage.MessageOneofCase.CommandResult:
                    if (!await orders.RecordAsync(box.Id, message.CommandResult, cancellation))
                    {
                        LogResultIgnored(box.Id, message.CommandResult.CommandId, message.CommandResult.OutcomeCase);
                    }

                    break;
                case BoxMessage.MessageOneofCase.Live:
                    live.Update(box.Id, message.Live);
                    break;
                case BoxMessage.MessageOneofCase.SetPointResult:
                    await control.TakeAsync(box.Id, message.SetPointResult, cancellation);
                    break;
                case BoxMessage.MessageOneofCase.Event:
                    await control.TakeAsync(box.Id, message.Event, cancellation);
                    break;
                default:
                    throw Refusal.Invalid(Reason.MessageUnexpected, $"A {message.MessageCase} is not expected in an open stream.");
            }
        }
    }

    /// <summary>What is under way when the box is sent away is not cut short; only no more is taken.</summary>
    static async Task<bool> TakeAsync(IAsyncStreamReader<BoxMessage> requests, BoxOutbox outgoing, BatchAnswers answers, CancellationToken taking)
    {
        try
        {
            return await requests.MoveNext(taking);
        }
        catch (OperationCanceledException) when (outgoing.Away.IsCancellationRequested || answers.Failed.IsCancellationRequested)
        {
            return false;
        }
    }

    async Task<BackendMessage> IngestAsync(EnrolledBox box, string version, SignedBatch batch, CancellationToken cancellation)
    {
        using var span = BatchSpan.Start();
        var outcome = await ingest.IngestAsync(box, batch.Content.Memory, batch.Signature.Memory, cancellation);
        if (outcome is BatchRefused refused)
        {
            LogRefused(box.Id, refused.Sequence, refused.Reason, refused.Detail);
            return new() { Refusal = new() { Sequence = refused.Sequence, Reason = refused.Reason, Detail = refused.Detail } };
        }

        connected.Seen(box.Id, version, outcome.Sequence);
        return new() { Ack = new() { Sequence = outcome.Sequence } };
    }

    async Task ReportAsync(Backend.Registry.Boxes.Box box, DataReport report, CancellationToken cancellation)
    {
        if (report.OutcomeCase == DataReport.OutcomeOneofCase.Failure)
        {
            await events.FailAsync((long)report.EventId, box.Id, $"The box could not answer: {report.Failure}", cancellation);
            return;
        }

        var (answer, problem) = await reports.CheckAsync(box, report, cancellation);
        if (answer is null)
        {
            LogReportRefused(box.Id, report.EventId, problem);
            await events.FailAsync((long)report.EventId, box.Id, $"The box's answer was refused: {problem}", cancellation);
            return;
        }

        await events.AnswerAsync(
            (long)report.EventId, box.Id, box.ChainAccount, answer, report.Signed.Salt.Memory, report.Signed.CanonicalReading.Memory, cancellation);
    }

    [LoggerMessage(1, LogLevel.Information, "Box {Box} is connected (software {Version}, batch {Sequence} acknowledged)")]
    partial void LogConnected(Guid box, string version, ulong sequence);

    [LoggerMessage(2, LogLevel.Information, "Box {Box} is disconnected")]
    partial void LogDisconnected(Guid box);

    [LoggerMessage(3, LogLevel.Error, "Batch {Sequence} of box {Box} was kept aside: {Reason}, {Detail}")]
    partial void LogRefused(Guid box, ulong sequence, RefusalReason reason, string detail);

    [LoggerMessage(4, LogLevel.Error, "The answer of box {Box} to event {Event} was refused: {Problem}")]
    partial void LogReportRefused(Guid box, ulong @event, string problem);

    [LoggerMessage(7, LogLevel.Error, "Streams of box {Box} push one another out again and again: two devices have its key. Revoke the box, and enrol the right one anew")]
    partial void LogContested(Guid box);

    [LoggerMessage(6, LogLevel.Information, "Box {Box} answered order {Order} with {Outcome}, which is not open, or not of that kind")]
    partial void LogResultIgnored(Guid box, string order, BoxCommandResult.OutcomeOneofCase outcome);
}
