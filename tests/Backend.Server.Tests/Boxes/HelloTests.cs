using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Signing;

namespace LocalEnergyMarket.Backend.Server.Tests.Boxes;

public sealed class HelloTests(RunningSystem system)
{
    public enum Wrong
    {
        Nonce,
        ReplayedNonce,
        Certificate,
        Key,
        SignatureLength,
        NoSignature,
        UnknownBox,
        BoxIdInUpperCase,
        BoxIdNotAscii,
        RevokedBox,
        NothingFirst,
        BatchFirst,
    }

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    byte[] EndPoint => SignedHello.EndPoint(system.Files.Certificates.Server);

    public static TheoryData<Wrong> Wrongs => [.. Enum.GetValues<Wrong>()];

    [Theory]
    [MemberData(nameof(Wrongs))]
    public async Task A_hello_with_one_thing_wrong_is_refused(Wrong wrong)
    {
        using var box = await SoftwareBox.EnrolAsync(system.Database, Cancellation, revoked: wrong == Wrong.RevokedBox);
        var caller = system.Connect(token: null);
        var (earlier, replayed) = await BoxLink.OpenAsync(caller);
        var (link, nonce) = await BoxLink.OpenAsync(caller);
        Assert.NotEqual(nonce, replayed);
        if (wrong == Wrong.NothingFirst)
        {
            await link.CompleteAsync();
        }
        else
        {
            await link.SendAsync(wrong == Wrong.BatchFirst
                ? new() { Batch = box.Next([box.Energy(system.Clock.GetUtcNow(), 1)]) }
                : new() { Hello = Hello(box, wrong, nonce, replayed) });
        }

        var status = await link.EndAsync();
        Assert.Equal(StatusCode.Unauthenticated, status.StatusCode);
        Refusals.AssertNothingInner(status);
        earlier.Dispose();
        link.Dispose();
    }

    [Fact]
    public async Task A_right_hello_is_welcomed_and_the_box_is_shown_as_connected_until_it_leaves()
    {
        using var box = await SoftwareBox.EnrolAsync(system.Database, Cancellation);
        var (link, welcome) = await BoxLink.ConnectAsync(system.Connect(token: null), box, EndPoint);
        Assert.Equal(0UL, welcome.AcknowledgedSequence);
        Assert.Equal(new byte[32], welcome.AcknowledgedHash.ToByteArray());
        await Waiting.ForAsync("the box as connected", ListedAsync, listed => listed.Connected, Cancellation);

        await link.CompleteAsync();
        Assert.Equal(StatusCode.OK, (await link.EndAsync()).StatusCode);
        await Waiting.ForAsync("the box as gone", ListedAsync, listed => !listed.Connected, Cancellation);
        link.Dispose();

        async Task<Box> ListedAsync() => (await new RegistryService.RegistryServiceClient(system.As("Operator"))
            .ListBoxesAsync(new(), cancellationToken: Cancellation)).Boxes.Single(listed => listed.BoxId == box.Id.ToString());
    }

    Hello Hello(SoftwareBox box, Wrong wrong, byte[] nonce, byte[] replayed)
    {
        using var foreign = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var id = wrong switch
        {
            Wrong.UnknownBox => Guid.NewGuid().ToString(),
            Wrong.BoxIdInUpperCase => box.Id.ToString().ToUpperInvariant(),
            _ => box.Id.ToString(),
        };
        var digest = SignedHello.Digest(
            id,
            wrong switch { Wrong.Nonce => RandomNumberGenerator.GetBytes(32), Wrong.ReplayedNonce => replayed, _ => nonce },
            wrong == Wrong.Certificate ? SignedHello.EndPoint(system.Files.Certificates.Authority) : EndPoint);
        var signature = wrong switch
        {
            Wrong.Key => foreign.SignHash(digest, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
            Wrong.SignatureLength => [.. box.Sign(digest), 0],
            Wrong.NoSignature => [],
            Wrong.BoxIdInUpperCase => box.Sign(SignedHello.Digest(box.Id.ToString(), nonce, EndPoint)),
            _ => box.Sign(digest),
        };
        return new() { BoxId = wrong == Wrong.BoxIdNotAscii ? "bőx" : id, Signature = ByteString.CopyFrom(signature) };
    }
}
