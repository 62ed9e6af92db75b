using System.Globalization;

namespace LocalEnergyMarket.Hardware.Tpm;

/// <summary>The box's signing key in its TPM. Many threads may sign; the TPM's one lock puts them in a row.</summary>
public sealed class TpmSigner : IP256Signer
{
    readonly Tpm2 _tpm;
    readonly uint _handle;

    TpmSigner(Tpm2 tpm, uint handle, TpmPublic key) => (_tpm, _handle, Public) = (tpm, handle, key);

    /// <summary>The key's public area, which an enrolment shows.</summary>
    public TpmPublic Public { get; }

    public ReadOnlyMemory<byte> PublicKey => Public.Key;

    public async ValueTask<byte[]> SignHashAsync(ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken) =>
        await _tpm.SignAsync(_handle, sha256, cancellationToken);

    /// <summary>Opens the key at a persistent handle, or gives null when there is none.</summary>
    /// <exception cref="InvalidOperationException">Another kind of key lives at the handle.</exception>
    public static async Task<TpmSigner?> OpenAsync(Tpm2 tpm, CancellationToken cancellationToken, uint handle = TpmHandle.SigningKey)
    {
        var key = await tpm.FindPublicAsync(handle, cancellationToken);
        if (key is null)
        {
            return null;
        }

        return key.SignsWithEcdsaSha256 && key.Attributes == TpmTemplates.SigningAttributes
            ? new(tpm, handle, key)
            : throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"The key at 0x{handle:X8} of the TPM at {tpm.Address} is not a signing key of this software; remove it, or use another handle."));
    }

    /// <summary>Opens the key, or makes it: ECDSA P-256 under the storage root key, kept at the handle.</summary>
    public static async Task<TpmSigner> OpenOrCreateAsync(Tpm2 tpm, CancellationToken cancellationToken, uint handle = TpmHandle.SigningKey)
    {
        if (await OpenAsync(tpm, cancellationToken, handle) is { } existing)
        {
            return existing;
        }

        var root = await tpm.CreatePrimaryAsync(TpmHandle.Owner, TpmTemplates.StorageRoot, cancellationToken);
        try
        {
            var made = await tpm.CreateAsync(root.Handle, TpmTemplates.Signing, cancellationToken);
            var loaded = await tpm.LoadAsync(root.Handle, made.Private, made.Public, cancellationToken);
            try
            {
                await tpm.EvictControlAsync(loaded, handle, cancellationToken);
            }
            finally
            {
                await tpm.FlushContextAsync(loaded, CancellationToken.None);
            }
        }
        finally
        {
            await tpm.FlushContextAsync(root.Handle, CancellationToken.None);
        }

        return await OpenAsync(tpm, cancellationToken, handle)
            ?? throw new InvalidOperationException("The TPM took the new signing key but does not show it.");
    }
}
