using Google.Protobuf;
using LocalEnergyMarket.Client.Errors;
using LocalEnergyMarket.Hardware.Tpm;
using LocalEnergyMarket.Protos.Wire.Signing;

namespace LocalEnergyMarket.Edge.Identity;

/// <summary>Makes the box known to a backend: shows its TPM's keys with a one-time code, opens the credential that comes back.</summary>
public static class Enrollment
{
    /// <exception cref="IdentityException">The backend or the TPM refuses; the message says why.</exception>
    public static async Task<BoxIdentity> EnrollAsync(
        BackendConnection backend, BoxKey key, EnrollmentCode code, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(key);
        try
        {
            var endorsement = await TpmEndorsement.OpenAsync(key.Tpm, cancellationToken)
                ?? throw new IdentityException("The TPM has no endorsement certificate of its maker, so no backend can know that it is genuine.");
            var signature = await key.Signer.SignHashAsync(SignedEnrollment.Digest(code), cancellationToken);

            var begun = await backend.Client.BeginEnrollmentAsync(
                new()
                {
                    Code = code.Value,
                    EndorsementCertificate = ByteString.CopyFrom(endorsement.Certificate),
                    EndorsementPublic = ByteString.CopyFrom(endorsement.Public.Area),
                    SigningPublic = ByteString.CopyFrom(key.Signer.Public.Area),
                    Signature = ByteString.CopyFrom(signature),
                },
                cancellationToken: cancellationToken);
            var secret = await endorsement.OpenCredentialAsync(begun.CredentialBlob.Memory, begun.EncryptedSecret.Memory, cancellationToken);
            var done = await backend.Client.CompleteEnrollmentAsync(
                new() { EnrollmentId = begun.EnrollmentId, Secret = ByteString.CopyFrom(secret) }, cancellationToken: cancellationToken);

            return new(done.BoxId, key.PublicKeyHex, done.ChainAccount, done.ContractAccount, Convert.ToHexStringLower(done.ChainId.Span));
        }
        catch (LemException e) when (e is InvalidRequestException or PermissionDeniedException or PreconditionException)
        {
            throw new IdentityException($"The backend refused the box: {e.Message}", e);
        }
        catch (LemException e)
        {
            throw new IdentityException($"The backend at {backend.Backend} could not be asked: {BackendConnection.Explain(e)}", e);
        }
        catch (Exception e) when (e is TpmException or IOException)
        {
            throw new IdentityException(e.Message, e);
        }
    }
}
