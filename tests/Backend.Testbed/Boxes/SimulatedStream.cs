using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Signing;

namespace LocalEnergyMarket.Backend.Testbed.Boxes;

/// <summary>Where simulated boxes connect to.</summary>
/// <param name="Address">Asked before each connection, so that a backend may come back elsewhere.</param>
/// <param name="Certificates">Whose server it is.</param>
public sealed record BackendDoor(Func<Uri> Address, SupplierCertificates Certificates)
{
    public BackendDoor(OneBackend backend, SupplierCertificates certificates)
        : this(() => backend.Address, certificates)
    {
    }
}

/// <summary>
/// One stream of a simulated box after another, each on a connection of its own as a real box's: hello, what was not acknowledged, then what comes.
/// </summary>
/// <param name="box">The box.</param>
/// <param name="door">The backend.</param>
/// <param name="next">Signs the next batch when there is room for one (<see cref="SimulatedBox.Add"/>); false if there is none any more.</param>
/// <param name="window">How many batches may be under way.</param>
/// <param name="acknowledged">Told of each batch's first acknowledgement and how long it took from being sent; may be null.</param>
public sealed class SimulatedStream(SimulatedBox box, BackendDoor door, Func<SimulatedBox, bool> next, int window = 4, Action<SimulatedBatch, TimeSpan>? acknowledged = null)
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    int _connections;
    int _breaks;

    /// <summary>Streams that were welcomed.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Streams that broke, and tries to connect that failed.</summary>
    public int Breaks => Volatile.Read(ref _breaks);

    /// <summary>Until there is no next batch and all have their answer, or until it is cancelled; it comes back after every break.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var pause = new PeriodicTimer(Pause);
        try
        {
            while (!await StreamAsync(cancellation))
            {
                Interlocked.Increment(ref _breaks);
                await pause.WaitForNextTickAsync(cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Whoever ran it has enough.
        }
    }

    async Task<bool> StreamAsync(CancellationToken cancellation)
    {
        using var channel = GrpcChannel.ForAddress(door.Address(), new() { HttpHandler = door.Certificates.NewHandler(), DisposeHttpClient = true });
        using var call = new BoxService.BoxServiceClient(channel).Connect(cancellationToken: cancellation);
        try
        {
            if (await WelcomeAsync(call, cancellation) is not { } welcome)
            {
                return false;
            }

            box.Hear(welcome);
            Interlocked.Increment(ref _connections);
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            using var flight = new Flight(window, box.Stored);
            var hearing = HearAsync(call.ResponseStream, flight, ended.Token);
            try
            {
                var sending = SendAsync(call.RequestStream, flight, ended.Token);
                if (await Task.WhenAny(sending, hearing) == sending)
                {
                    await sending;
                    await call.RequestStream.CompleteAsync();
                }

                await hearing;
                return sending.IsCompletedSuccessfully && flight.IsEmpty;
            }
            finally
            {
                await ended.CancelAsync();
                await hearing.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }
        catch (Exception e) when (e is RpcException or IOException or InvalidOperationException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            // The backend, or the way to it, is gone: it is tried again with what has no answer.
            return false;
        }
        catch (RpcException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
    }

    async Task<Welcome?> WelcomeAsync(AsyncDuplexStreamingCall<BoxMessage, BackendMessage> call, CancellationToken cancellation)
    {
        if (!await call.ResponseStream.MoveNext(cancellation) || call.ResponseStream.Current.Challenge is not { } challenge)
        {
            return null;
        }

        var id = box.Id.ToString();
        var digest = SignedHello.Digest(id, challenge.Nonce.Span, SignedHello.EndPoint(door.Certificates.Server));
        await call.RequestStream.WriteAsync(
            new() { Hello = new() { BoxId = id, Signature = ByteString.CopyFrom(box.Sign(digest)), SoftwareVersion = "simulated" } }, cancellation);
        return await call.ResponseStream.MoveNext(cancellation) ? call.ResponseStream.Current.Welcome : null;
    }

    async Task SendAsync(IClientStreamWriter<BoxMessage> requests, Flight flight, CancellationToken cancellation)
    {
        for (var sequence = flight.First; ; sequence++)
        {
            await flight.Room.WaitAsync(cancellation);
            var batch = box.Find(sequence) ?? (next(box) ? box.Find(sequence) : null);
            if (batch is null)
            {
                return;
            }

            flight.Send(batch);
            await requests.WriteAsync(new() { Batch = batch.Wire }, cancellation);
        }
    }

    async Task HearAsync(IAsyncStreamReader<BackendMessage> responses, Flight flight, CancellationToken cancellation)
    {
        while (await responses.MoveNext(cancellation))
        {
            switch (responses.Current.MessageCase)
            {
                case BackendMessage.MessageOneofCase.Ack:
                    var ack = responses.Current.Ack;
                    box.Hear(ack);
                    if (flight.Answered(ack.Sequence) is { } batch)
                    {
                        acknowledged?.Invoke(batch.Batch, Stopwatch.GetElapsedTime(batch.SentAt));
                    }

                    break;
                case BackendMessage.MessageOneofCase.Refusal:
                    box.Hear(responses.Current.Refusal);
                    flight.Answered(responses.Current.Refusal.Sequence);
                    break;
            }
        }
    }

    /// <summary>The batches of one stream that have no answer yet.</summary>
    sealed class Flight(int window, ulong stored) : IDisposable
    {
        readonly Dictionary<ulong, (SimulatedBatch Batch, long SentAt)> _sent = [];

        public ulong First { get; } = stored + 1;

        public SemaphoreSlim Room { get; } = new(window);

        public bool IsEmpty
        {
            get
            {
                lock (_sent)
                {
                    return _sent.Count == 0;
                }
            }
        }

        public void Send(SimulatedBatch batch)
        {
            lock (_sent)
            {
                _sent[batch.Sequence] = (batch, Stopwatch.GetTimestamp());
            }
        }

        public (SimulatedBatch Batch, long SentAt)? Answered(ulong sequence)
        {
            lock (_sent)
            {
                if (!_sent.Remove(sequence, out var sent))
                {
                    return null;
                }

                Room.Release();
                return sent;
            }
        }

        public void Dispose() => Room.Dispose();
    }
}
