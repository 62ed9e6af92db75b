using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using LocalEnergyMarket.Backend.Attestation;
using LocalEnergyMarket.Backend.Attestation.Enrollment;
using LocalEnergyMarket.Edge.Gateway.Batches;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;
using LocalEnergyMarket.Protos.Wire.Signing;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Backend;

/// <summary>Checks everything a box sends, as the wire's documentation says, and commits only what is right.</summary>
sealed class TestBoxService(Ledger ledger, ServerEndPoint endPoint) : BoxService.BoxServiceBase
{
    static readonly byte[] Secret = SHA256.HashData("test"u8);

    public override Task<BeginEnrollmentResponse> BeginEnrollment(BeginEnrollmentRequest request, ServerCallContext context)
    {
        try
        {
            var attested = ledger.Enrollment!.Begin(
                new(request.Code, request.EndorsementCertificate.Memory, request.EndorsementPublic.Memory, request.SigningPublic.Memory, request.Signature.Memory),
                Secret);
            ledger.PublicKey = attested.PublicKey;
            return Task.FromResult(new BeginEnrollmentResponse
            {
                EnrollmentId = "e1",
                CredentialBlob = ByteString.CopyFrom(attested.Credential.Blob.Span),
                EncryptedSecret = ByteString.CopyFrom(attested.Credential.EncryptedSecret.Span),
            });
        }
        catch (AttestationException e)
        {
            throw new RpcException(new(e.Denied ? StatusCode.PermissionDenied : StatusCode.InvalidArgument, e.Message));
        }
    }

    public override Task<CompleteEnrollmentResponse> CompleteEnrollment(CompleteEnrollmentRequest request, ServerCallContext context)
    {
        EnrollmentVerifier.Complete(Secret, request.Secret.Span);
        return Task.FromResult(new CompleteEnrollmentResponse
        {
            BoxId = ledger.BoxId,
            ChainAccount = "lem.box1",
            ContractAccount = "lem.market",
            ChainId = ByteString.CopyFrom(ledger.ChainId),
        });
    }

    public override async Task Connect(IAsyncStreamReader<BoxMessage> requests, IServerStreamWriter<BackendMessage> responses, ServerCallContext context)
    {
        await GreetAsync(requests, responses, context.CancellationToken);
        ledger.Ports.Enqueue(context.GetHttpContext().Connection.LocalPort);
        Interlocked.Increment(ref ledger.Streams);
        while (ledger.Commands.TryDequeue(out var command))
        {
            await responses.WriteAsync(command, context.CancellationToken);
        }

        using var writing = new SemaphoreSlim(1);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        var pump = PumpAsync(responses, writing, ended.Token);
        try
        {
            await ReceiveAsync(requests, responses, writing, context);
        }
        finally
        {
            await ended.CancelAsync();
            await pump.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public override async Task FetchPackage(FetchPackageRequest request, IServerStreamWriter<PackageChunk> responses, ServerCallContext context)
    {
        if (!ledger.Packages.TryGetValue(Convert.ToHexString(request.Sha256.Span), out var package))
        {
            throw new RpcException(new(StatusCode.NotFound, "no such package"));
        }

        // Each call gives a part of it: whoever fetches has to go on where it was.
        var rest = package.AsMemory((int)request.Offset);
        foreach (var chunk in rest[..Math.Min(rest.Length, Math.Max(package.Length / 3, 1000))].ToArray().Chunk(200_000))
        {
            await responses.WriteAsync(new() { Data = ByteString.CopyFrom(chunk) }, context.CancellationToken);
        }

        if (rest.Length > Math.Max(package.Length / 3, 1000))
        {
            throw new RpcException(new(StatusCode.Unavailable, "broken in the midst"));
        }
    }

    /// <summary>What is ordered while the stream is open.</summary>
    async Task PumpAsync(IServerStreamWriter<BackendMessage> responses, SemaphoreSlim writing, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (ledger.Orders.TryDequeue(out var order))
            {
                await writing.WaitAsync(cancellationToken);
                await responses.WriteAsync(order, cancellationToken);
                writing.Release();
            }

            await Task.Delay(10, cancellationToken);
        }
    }

    async Task ReceiveAsync(IAsyncStreamReader<BoxMessage> requests, IServerStreamWriter<BackendMessage> responses, SemaphoreSlim writing, ServerCallContext context)
    {
        var waiting = new Queue<SignedBatch>();
        while (await requests.MoveNext(context.CancellationToken))
        {
            if (requests.Current.MessageCase == BoxMessage.MessageOneofCase.Batch)
            {
                waiting.Enqueue(requests.Current.Batch);
            }
            else
            {
                ledger.Answers.Enqueue(requests.Current);
            }

            while (waiting.Count > 0 && ledger.MayCommit(ledger))
            {
                await writing.WaitAsync(context.CancellationToken);
                var goesOn = await TakeAsync(waiting.Dequeue(), responses, context.CancellationToken);
                writing.Release();
                if (!goesOn)
                {
                    return;
                }
            }
        }
    }

    async Task GreetAsync(IAsyncStreamReader<BoxMessage> requests, IServerStreamWriter<BackendMessage> responses, CancellationToken cancellationToken)
    {
        var nonce = RandomNumberGenerator.GetBytes(SignedHello.NonceLength);
        await responses.WriteAsync(new() { Challenge = new() { Nonce = ByteString.CopyFrom(nonce) } }, cancellationToken);
        Demand(await requests.MoveNext(cancellationToken) && requests.Current.MessageCase == BoxMessage.MessageOneofCase.Hello, "no hello");
        var hello = requests.Current.Hello;
        if (hello.BoxId != ledger.BoxId || !Verifies(SignedHello.Digest(hello.BoxId, nonce, endPoint.Hash), hello.Signature))
        {
            throw new RpcException(new(StatusCode.Unauthenticated, "the hello is not by the box enrolled"));
        }

        await responses.WriteAsync(
            new() { Welcome = new() { AcknowledgedSequence = ledger.Sequence, AcknowledgedHash = ByteString.CopyFrom(ledger.Hash) } }, cancellationToken);
    }

    /// <returns>False when the stream ends.</returns>
    async Task<bool> TakeAsync(SignedBatch signed, IServerStreamWriter<BackendMessage> responses, CancellationToken cancellationToken)
    {
        Demand(Verifies(SignedBatchContent.Digest(signed.Content.Span), signed.Signature), "signature");
        var batch = BatchContent.Parse(signed.Content.Span);
        if (batch.Sequence <= ledger.Sequence)
        {
            ledger.Errors.Enqueue($"batch {batch.Sequence} was sent again behind the welcome of {ledger.Sequence}");
        }

        Demand(batch.Sequence == ledger.Sequence + 1, $"sequence {batch.Sequence} instead of {ledger.Sequence + 1}");
        Demand(batch.PreviousHash.Span.SequenceEqual(ledger.Hash), $"hash before batch {batch.Sequence}");
        var readings = ReadingColumns.Decode(batch);
        Demand(batch.Root.Span.SequenceEqual(BatchCloser.Root(readings).ToArray()), $"root of batch {batch.Sequence}");

        ledger.Faults.TryDequeue(out var fault);
        if (fault == Fault.BreakBeforeCommit)
        {
            throw new RpcException(new(StatusCode.Unavailable, "broken before the commit"));
        }

        if (fault == Fault.Refuse)
        {
            ledger.Commit(batch.Sequence, BatchContent.Hash(signed.Content.Span), []);
            await responses.WriteAsync(new() { Refusal = new() { Sequence = batch.Sequence, Reason = RefusalReason.Content, Detail = "for the test" } }, cancellationToken);
            return true;
        }

        ledger.Commit(batch.Sequence, BatchContent.Hash(signed.Content.Span), readings, BatchNotes.Gaps(batch), BatchNotes.ClockChanges(batch));
        if (fault == Fault.BreakBeforeAcknowledgement)
        {
            throw new RpcException(new(StatusCode.Unavailable, "broken before the acknowledgement"));
        }

        await responses.WriteAsync(new() { Ack = new() { Sequence = batch.Sequence } }, cancellationToken);
        if (fault == Fault.GoAway)
        {
            await responses.WriteAsync(new() { GoAway = new() { Reason = "for the test" } }, cancellationToken);
        }

        return fault != Fault.GoAway;
    }

    bool Verifies(byte[] digest, ByteString signature)
    {
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new() { X = ledger.PublicKey[1..33].ToArray(), Y = ledger.PublicKey[33..].ToArray() },
        });
        return key.VerifyHash(digest, signature.Span);
    }

    void Demand(bool holds, string what)
    {
        if (!holds)
        {
            ledger.Errors.Enqueue(what);
            throw new RpcException(new(StatusCode.InvalidArgument, what));
        }
    }
}
