using System.Globalization;
using System.Security.Cryptography;

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

    /// <summary>
    /// Signs, and holds the signature against the public key before anybody sees it: a TPM that was exchanged or is damaged must not put
    /// into the box's chain what nobody would accept.
    /// </summary>
    /// <exception cref="TpmUnreachableException">The TPM cannot be reached.</exception>
    /// <exception cref="TpmException">The TPM refuses, has no such key, or signed with another one.</exception>
    public async ValueTask<byte[]> SignHashAsync(ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken)
    {
        var signature = await _tpm.SignAsync(_handle, sha256, cancellationToken);
        return IsBy(Public.Key, sha256.Span, signature)
            ? signature
            : throw new TpmException(
                $"The TPM at {_tpm.Address} signed, but not with the box's key: it was exchanged, has another key, or is damaged. Nothing of it is used.");
    }

    /// <summary>The TPM's state with this key.</summary>
    public Task<TpmHealth> HealthAsync(CancellationToken cancellationToken) => _tpm.HealthAsync(Public.Key, cancellationToken, _handle);

    /// <summary>Opens the key at a persistent handle, or gives null when there is none.</summary>
    /// <exception cref="InvalidOperationException">Another kind of key lives at the handle.</exception>
    public static async Task<TpmSigner?> OpenAsync(Tpm2 tpm, CancellationToken cancellationToken, uint handle = TpmHandle.SigningKey)
    {
        var key = await tpm.FindPublicAsync(handle, cancellationToken);
        if (key is null)
        {
            return null;
        }

        return IsSigningKey(key)
            ? new(tpm, handle, key)
            : throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"The key at 0x{handle:X8} of the TPM at {tpm.Address} is not a signing key of this software; remove it, or use another handle."));
    }

    /// <summary>The key of which only the public half is known now: the TPM may be away, and is asked when something is to be signed.</summary>
    /// <param name="tpm">Where the key is to be.</param>
    /// <param name="publicKey">65 bytes 0x04 || x || y.</param>
    /// <param name="handle">Its persistent handle.</param>
    /// <exception cref="FormatException">That is no public key.</exception>
    public static TpmSigner Expect(Tpm2 tpm, ReadOnlySpan<byte> publicKey, uint handle = TpmHandle.SigningKey) =>
        new(tpm, handle, TpmPublic.Parse(TpmTemplates.SigningArea(publicKey)));

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

    internal static bool IsSigningKey(TpmPublic key) => key.Type == TpmKeyType.EccP256 && key.SignsWithEcdsaSha256 && key.Attributes == TpmTemplates.SigningAttributes;

    static bool IsBy(byte[] point, ReadOnlySpan<byte> digest, byte[] signature)
    {
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new() { X = point[1..33], Y = point[33..] } });
        return key.VerifyHash(digest, signature);
    }
}
