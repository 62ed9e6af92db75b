using System.Formats.Asn1;

namespace LocalEnergyMarket.Hardware.Tpm;

/// <summary>The endorsement key that the TPM's maker certified: its certificate, its public area, and the opening of credentials.</summary>
public sealed class TpmEndorsement
{
    readonly Tpm2 _tpm;
    readonly byte[] _template;

    TpmEndorsement(Tpm2 tpm, byte[] template, byte[] certificate, TpmPublic key) =>
        (_tpm, _template, Certificate, Public) = (tpm, template, certificate, key);

    /// <summary>In the order in which a box looks for one: RSA is on all parts, P-256 on most beside it, P-384 on few.</summary>
    static readonly TpmKeyType[] Preferred = [TpmKeyType.Rsa2048, TpmKeyType.EccP256, TpmKeyType.EccP384];

    /// <summary>X.509 DER.</summary>
    public byte[] Certificate { get; }

    public TpmPublic Public { get; }

    /// <summary>The first endorsement key that the maker has certified; null when there is none.</summary>
    public static async Task<TpmEndorsement?> OpenAsync(Tpm2 tpm, CancellationToken cancellationToken)
    {
        foreach (var type in Preferred)
        {
            if (await OpenAsync(tpm, type, cancellationToken) is { } endorsement)
            {
                return endorsement;
            }
        }

        return null;
    }

    /// <summary>Reads the certificate and makes the key of the type; null when the maker left no such certificate.</summary>
    public static async Task<TpmEndorsement?> OpenAsync(Tpm2 tpm, TpmKeyType type, CancellationToken cancellationToken)
    {
        var (index, template) = type switch
        {
            TpmKeyType.Rsa2048 => (TpmHandle.EndorsementRsaCertificate, TpmTemplates.EndorsementRsa),
            TpmKeyType.EccP256 => (TpmHandle.EndorsementP256Certificate, TpmTemplates.EndorsementP256),
            _ => (TpmHandle.EndorsementP384Certificate, TpmTemplates.EndorsementP384),
        };
        if (await tpm.NvReadAsync(index, cancellationToken) is not { } content || CutPadding(content) is not { } certificate)
        {
            return null;
        }

        var (handle, key) = await tpm.CreatePrimaryAsync(TpmHandle.Endorsement, template, cancellationToken);
        await tpm.FlushContextAsync(handle, CancellationToken.None);
        return new(tpm, template, certificate, key);
    }

    /// <summary>Gives the secret of a credential made for the signing key and this endorsement key.</summary>
    /// <exception cref="TpmException">The credential is for another key or TPM (<see cref="TpmRc.Integrity"/>), or damaged.</exception>
    public async Task<byte[]> OpenCredentialAsync(
        ReadOnlyMemory<byte> credentialBlob, ReadOnlyMemory<byte> encryptedSecret, CancellationToken cancellationToken, uint signingKey = TpmHandle.SigningKey)
    {
        var (handle, _) = await _tpm.CreatePrimaryAsync(TpmHandle.Endorsement, _template, cancellationToken);
        try
        {
            if (Public.Attributes.HasFlag(TpmAttributes.UserWithAuth))
            {
                return await _tpm.ActivateCredentialAsync(signingKey, handle, TpmHandle.Password, credentialBlob, encryptedSecret, cancellationToken);
            }

            var session = await _tpm.StartEndorsementSessionAsync(cancellationToken);
            try
            {
                return await _tpm.ActivateCredentialAsync(signingKey, handle, session, credentialBlob, encryptedSecret, cancellationToken);
            }
            finally
            {
                await _tpm.FlushContextAsync(session, CancellationToken.None);
            }
        }
        finally
        {
            await _tpm.FlushContextAsync(handle, CancellationToken.None);
        }
    }

    /// <summary>
    /// NV areas may be longer than the certificate and filled up with 0xFF or zeros; null if there is nothing but that, as in an area that was
    /// defined and never written.
    /// </summary>
    static byte[]? CutPadding(byte[] content)
    {
        try
        {
            AsnDecoder.ReadSequence(content, AsnEncodingRules.BER, out var offset, out var length, out _);
            return content[..(offset + length)];
        }
        catch (AsnContentException)
        {
            return null;
        }
    }
}
