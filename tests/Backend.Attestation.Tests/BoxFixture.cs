using System.Security.Cryptography;
using System.Text;
using LocalEnergyMarket.Backend.Attestation.Endorsement;
using LocalEnergyMarket.Backend.Attestation.Enrollment;
using LocalEnergyMarket.Hardware.Tpm;
using LocalEnergyMarket.Testbed.Processes;
using LocalEnergyMarket.Testbed.Tpm;

namespace LocalEnergyMarket.Backend.Attestation.Tests;

/// <summary>A software TPM with a signing key, and a verifier that trusts the authority that certified it.</summary>
public sealed class BoxFixture : IAsyncLifetime
{
    public const string Code = "ABCDEFGHIJKLMNOP2345";

    readonly ScratchFolder _scratch = new();
    SoftwareTpm? _hardware;

    public Tpm2 Tpm { get; private set; } = null!;

    public TpmSigner Signer { get; private set; } = null!;

    public TpmEndorsement Endorsement { get; private set; } = null!;

    public PinnedRoots Roots { get; private set; } = null!;

    public EnrollmentVerifier Verifier => new(Roots, allowSoftwareTpms: true);

    /// <summary>What an honest box shows.</summary>
    public EnrollmentRequest Honest { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        _hardware = await SoftwareTpm.StartAsync(_scratch.In("tpm"), cancellation);
        Tpm = new(Tpm2Device.Open($"127.0.0.1:{_hardware.Port}"));
        Signer = await TpmSigner.OpenOrCreateAsync(Tpm, cancellation);
        Endorsement = await TpmEndorsement.OpenAsync(Tpm, TpmKeyType.Rsa2048, cancellation) ?? throw new InvalidOperationException("No endorsement key.");
        Roots = PinnedRoots.Load(_hardware.AuthorityFolder);
        Honest = new(Code, Endorsement.Certificate, Endorsement.Public.Area, Signer.Public.Area, await SignAsync(Code));
    }

    public async Task<byte[]> SignAsync(string code) =>
        await Signer.SignHashAsync(SHA256.HashData(Encoding.ASCII.GetBytes("lem.enroll.v1" + code)), TestContext.Current.CancellationToken);

    public Task<string> ToolAsync(params IReadOnlyList<string> command) =>
        CommandLine.RunAsync(
            [command[0], "--tcti", $"swtpm:host=127.0.0.1,port={_hardware!.Port}", .. command.Skip(1)], TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Tpm?.Dispose();
        if (_hardware is not null)
        {
            await _hardware.DisposeAsync();
        }

        _scratch.Dispose();
    }
}
