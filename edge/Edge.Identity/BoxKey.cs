using LocalEnergyMarket.Hardware.Tpm;

namespace LocalEnergyMarket.Edge.Identity;

/// <summary>The box's TPM and the signing key in it.</summary>
public sealed class BoxKey : IDisposable
{
    BoxKey(Tpm2 tpm, TpmSigner signer) => (Tpm, Signer) = (tpm, signer);

    public Tpm2 Tpm { get; }

    public TpmSigner Signer { get; }

    /// <summary>The public key as the identity file keeps it: 65 bytes in hex.</summary>
    public string PublicKeyHex => Convert.ToHexStringLower(Signer.PublicKey.Span);

    /// <param name="address">A device file, or host:port of a software TPM.</param>
    /// <param name="create">Makes the key if there is none.</param>
    /// <exception cref="IdentityException">There is no TPM, no key, or the TPM refuses.</exception>
    public static async Task<BoxKey> OpenAsync(string address, bool create, CancellationToken cancellationToken)
    {
        var tpm = new Tpm2(Device(address));
        try
        {
            await tpm.StartupAsync(cancellationToken);
            var signer = create
                ? await TpmSigner.OpenOrCreateAsync(tpm, cancellationToken)
                : await TpmSigner.OpenAsync(tpm, cancellationToken);
            return signer is null
                ? throw new IdentityException($"The TPM at {address} has no signing key: run 'lem-provision init' first.")
                : new(tpm, signer);
        }
        catch (Exception e)
        {
            tpm.Dispose();
            throw e is IOException or TpmException or InvalidOperationException ? new IdentityException(e.Message, e) : e;
        }
    }

    public void Dispose() => Tpm.Dispose();

    static Tpm2Device Device(string address)
    {
        try
        {
            return Tpm2Device.Open(address);
        }
        catch (FormatException e)
        {
            throw new IdentityException(e.Message, e);
        }
    }
}
