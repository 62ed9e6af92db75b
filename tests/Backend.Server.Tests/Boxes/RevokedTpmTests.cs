using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Hardware.Tpm;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Testbed.Processes;
using LocalEnergyMarket.Testbed.Tpm;

namespace LocalEnergyMarket.Backend.Server.Tests.Boxes;

/// <summary>A real enrolment: a backend that trusts the authority which certified a software TPM.</summary>
public sealed class RevokedTpmTests(RunningSystem system) : IDisposable
{
    readonly ScratchFolder _scratch = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_TPM_is_one_box_and_none_when_that_was_revoked()
    {
        await using var hardware = await SoftwareTpm.StartAsync(_scratch.In("tpm"), Cancellation);
        using var files = new ServerFiles(_scratch.In("files"));
        foreach (var root in Directory.GetFiles(hardware.AuthorityFolder))
        {
            File.Copy(root, Path.Combine(files.Certificates.RootsFolder, Path.GetFileName(root)));
        }

        await using var backend = await OneBackend.StartAsync(
            _scratch.In("backend"), files, await system.Cluster.CreateDatabaseAsync(Cancellation), system.Chain.Url, new MarketClock(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow, 1), Cancellation);
        using var tpm = new Tpm2(Tpm2Device.Open($"127.0.0.1:{hardware.Port}"));
        var signer = await TpmSigner.OpenOrCreateAsync(tpm, Cancellation);
        var endorsement = (await TpmEndorsement.OpenAsync(tpm, TpmKeyType.Rsa2048, Cancellation))!;

        var registry = new RegistryService.RegistryServiceClient(backend.As("Operator"));
        var (first, second) = (await BeginAsync(), await BeginAsync());
        var box = await CompleteAsync(first);
        await Refusals.RefusedAsync(StatusCode.FailedPrecondition, () => CompleteAsync(second), "one TPM is one box", box.BoxId);
        await Refusals.RefusedAsync(StatusCode.FailedPrecondition, () => BeginAsync(), "one TPM is one box", box.BoxId);

        // As the same box again, when the supplier says so.
        var begun = await BeginAsync(replaces: box.BoxId);
        Assert.Equal(("", box.BoxId), (first.ReplacesBoxId, begun.ReplacesBoxId));
        Assert.Equal(box, await CompleteAsync(begun));
        begun = await BeginAsync(replaces: box.BoxId);
        await registry.RevokeBoxAsync(new() { BoxId = box.BoxId, Reason = "broken into" }, cancellationToken: Cancellation);
        await Refusals.RefusedAsync(StatusCode.PermissionDenied, () => CompleteAsync(begun), "revoked");
        await Refusals.RefusedAsync(StatusCode.PermissionDenied, () => BeginAsync(), "revoked");
        Assert.Equal(box.BoxId, Assert.Single((await registry.ListBoxesAsync(new(), cancellationToken: Cancellation)).Boxes).BoxId);

        async Task<BeginEnrollmentResponse> BeginAsync(string replaces = "")
        {
            var code = (await new RegistryService.RegistryServiceClient(backend.As("Operator"))
                .IssueEnrollmentCodeAsync(new() { Label = "cellar", ReplacesBoxId = replaces }, cancellationToken: Cancellation)).Code;
            return await new BoxService.BoxServiceClient(backend.Connect(token: null)).BeginEnrollmentAsync(
                new()
                {
                    Code = code,
                    EndorsementCertificate = ByteString.CopyFrom(endorsement.Certificate),
                    EndorsementPublic = ByteString.CopyFrom(endorsement.Public.Area),
                    SigningPublic = ByteString.CopyFrom(signer.Public.Area),
                    Signature = ByteString.CopyFrom(await signer.SignHashAsync(SHA256.HashData(Encoding.ASCII.GetBytes("lem.enroll.v1" + code)), Cancellation)),
                },
                cancellationToken: Cancellation);
        }

        async Task<CompleteEnrollmentResponse> CompleteAsync(BeginEnrollmentResponse begun) =>
            await new BoxService.BoxServiceClient(backend.Connect(token: null)).CompleteEnrollmentAsync(
                new()
                {
                    EnrollmentId = begun.EnrollmentId,
                    Secret = ByteString.CopyFrom(
                        await endorsement.OpenCredentialAsync(begun.CredentialBlob.ToByteArray(), begun.EncryptedSecret.ToByteArray(), Cancellation)),
                },
                cancellationToken: Cancellation);
    }

    public void Dispose() => _scratch.Dispose();
}
