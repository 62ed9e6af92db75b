using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using LocalEnergyMarket.Backend.Anchoring;
using LocalEnergyMarket.Backend.Anchoring.Outbox;
using LocalEnergyMarket.Backend.Attestation.Enrollment;
using LocalEnergyMarket.Backend.Registry.Enrollment;
using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Backend.Rpc.Limits;
using LocalEnergyMarket.Backend.Server.Fleet;
using LocalEnergyMarket.Backend.Server.Hosting;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Signing;

namespace LocalEnergyMarket.Backend.Server.Boxes;

/// <summary>lem.v1.BoxService.</summary>
sealed class BoxCalls(
    EnrollmentDesk enrollment, ContractAccounts accounts, ChainIdentity chain, BoxStreams streams, HelloCheck hellos, ConnectedBoxes connected, BoxStreamOptions limits,
    PackageStore packages, TimeProvider time)
    : BoxService.BoxServiceBase
{
    public override async Task<BeginEnrollmentResponse> BeginEnrollment(BeginEnrollmentRequest request, ServerCallContext context)
    {
        var (id, credential, replaces) = await enrollment.BeginAsync(
            new EnrollmentRequest(
                request.Code, request.EndorsementCertificate.Memory, request.EndorsementPublic.Memory, request.SigningPublic.Memory, request.Signature.Memory),
            context.CancellationToken);
        return new()
        {
            EnrollmentId = id.ToString(),
            CredentialBlob = ByteString.CopyFrom(credential.Blob.Span),
            EncryptedSecret = ByteString.CopyFrom(credential.EncryptedSecret.Span),
            ReplacesBoxId = replaces?.ToString() ?? "",
        };
    }

    public override async Task<CompleteEnrollmentResponse> CompleteEnrollment(CompleteEnrollmentRequest request, ServerCallContext context)
    {
        var chainId = await chain.IdAsync(context.CancellationToken);
        var box = await enrollment.CompleteAsync(
            Guid.Parse(request.EnrollmentId),
            request.Secret.Memory,
            (session, enrolled) =>
            {
                var entry = enrolled.ReplacedAt is null
                    ? BoxAccountEntry.Of(enrolled.ChainAccount, enrolled.PublicKey, accounts, time.GetUtcNow())
                    : BoxKeyEntry.Of(enrolled.ChainAccount, enrolled.PublicKey, accounts, time.GetUtcNow());
                session.QueueSqlCommand(entry.Sql, [.. entry.Parameters]);
                if (enrolled.ReplacedAt is not null)
                {
                    session.QueueSqlCommand(RevocationWatch.Announcement);
                }
            },
            context.CancellationToken);
        connected.Exchanged(box);
        return new()
        {
            BoxId = box.Id.ToString(), ChainAccount = box.ChainAccount, ContractAccount = accounts.Contract.ToString(), ChainId = ByteString.CopyFrom(chainId.ToArray()),
        };
    }

    public override async Task FetchPackage(FetchPackageRequest request, IServerStreamWriter<PackageChunk> responseStream, ServerCallContext context)
    {
        var package = await packages.FindAsync(request.Sha256.ToByteArray(), context.CancellationToken)
            ?? throw Refusal.NotFound(Reason.PackageUnknown, "package", Convert.ToHexStringLower(request.Sha256.Span), "There is no such package.");
        await foreach (var data in packages.ReadAsync(package, request.Offset, context.CancellationToken))
        {
            await responseStream.WriteAsync(new() { Data = UnsafeByteOperations.UnsafeWrap(data) }, context.CancellationToken);
        }
    }

    [LongStream]
    public override async Task Connect(
        IAsyncStreamReader<BoxMessage> requestStream, IServerStreamWriter<BackendMessage> responseStream, ServerCallContext context)
    {
        var nonce = RandomNumberGenerator.GetBytes(SignedHello.NonceLength);
        await responseStream.WriteAsync(new() { Challenge = new() { Nonce = ByteString.CopyFrom(nonce) } }, context.CancellationToken);
        var (box, version) = await HelloAsync(requestStream, nonce, context);

        using var outgoing = new BoxOutbox(limits.WaitingMessages, limits.WaitingBytes) { Key = box.PublicKey };
        await using var leaving = context.ConnectionLeaves().UnsafeRegister(
            static outgoing => ((BoxOutbox)outgoing!).SendAway("This backend stops, or your connection has its age: connect again."), outgoing);
        await streams.RunAsync(box, version, requestStream, responseStream, outgoing, context.CancellationToken);
    }

    async Task<(Backend.Registry.Boxes.Box Box, string Version)> HelloAsync(
        IAsyncStreamReader<BoxMessage> requests, byte[] nonce, ServerCallContext context)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(limits.HelloSeconds));
        try
        {
            if (await requests.MoveNext(limit.Token) && requests.Current.Hello is { } hello)
            {
                return (await hellos.CheckAsync(hello, nonce, context.CancellationToken), hello.SoftwareVersion);
            }
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            throw Refusal.TooLate(Reason.HelloLate, $"No hello came within {limits.HelloSeconds} seconds of the challenge.");
        }

        throw Refusal.Unauthenticated(Reason.HelloMissing, "The first message of a stream is a hello.");
    }
}
