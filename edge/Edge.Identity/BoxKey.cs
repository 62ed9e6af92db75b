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

    /// <summary>How the TPM is now, with this key: two short commands. Nothing is thrown but the cancellation.</summary>
    public Task<TpmHealth> HealthAsync(CancellationToken cancellationToken) => Signer.HealthAsync(cancellationToken);

    /// <param name="address">A device file, or host:port of a software TPM.</param>
    /// <param name="create">Makes the key if there is none.</param>
    /// <param name="cancellationToken">Ends it.</param>
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

    /// <summary>
    /// The key of an enrolled box. Its TPM may be away now: the box then measures on, and signs when the TPM is back.
    /// </summary>
    /// <param name="address">A device file, or host:port of a software TPM.</param>
    /// <param name="identity">What the box was enrolled with.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The key, and how the TPM is.</returns>
    /// <exception cref="IdentityException">The TPM is there and has another key, or none: measuring on would be for nothing until the box is enrolled again.</exception>
    public static async Task<(BoxKey Key, TpmHealth Health)> OpenAsync(string address, BoxIdentity identity, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(identity);
        var tpm = new Tpm2(Device(address));
        try
        {
            var key = new BoxKey(tpm, TpmSigner.Expect(tpm, Convert.FromHexString(identity.PublicKey)));
            var health = await key.HealthAsync(cancellationToken);
            return health.State is TpmState.KeyMissing or TpmState.KeyOther
                ? throw new IdentityException(health.Advice("en"))
                : (key, health);
        }
        catch (Exception e)
        {
            tpm.Dispose();
            throw e is FormatException ? new IdentityException("The identity file has no public key: enrol the box again.", e) : e;
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
