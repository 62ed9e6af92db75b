using Google.Protobuf;
using LocalEnergyMarket.Client.Errors;
using LocalEnergyMarket.Hardware.Tpm;
using LocalEnergyMarket.Protos.Wire.Signing;

namespace LocalEnergyMarket.Edge.Identity;

/// <summary>Makes the box known to a backend: shows its TPM's keys with a one-time code, opens the credential that comes back.</summary>
public static class Enrollment
{
    /// <inheritdoc cref="EnrollAsync(BackendConnection, BoxKey, EnrollmentCode, string?, CancellationToken)"/>
    public static Task<BoxIdentity> EnrollAsync(BackendConnection backend, BoxKey key, EnrollmentCode code, CancellationToken cancellationToken) =>
        EnrollAsync(backend, key, code, expectedBox: null, cancellationToken);

    /// <param name="backend">Where to.</param>
    /// <param name="key">The box's.</param>
    /// <param name="code">From the supplier.</param>
    /// <param name="expectedBox">The box whose place is to be taken: with a code for anything else nothing is enrolled. Null if it does not matter.</param>
    /// <param name="cancellationToken">Ends it; it can be repeated with the same code.</param>
    /// <exception cref="OtherBoxException">The code is not for the exchange of that box; it is not used up.</exception>
    /// <exception cref="IdentityException">The backend or the TPM refuses; the message says why.</exception>
    public static async Task<BoxIdentity> EnrollAsync(
        BackendConnection backend, BoxKey key, EnrollmentCode code, string? expectedBox, CancellationToken cancellationToken)
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
            if (expectedBox is not null && begun.ReplacesBoxId != expectedBox)
            {
                throw new OtherBoxException(begun.ReplacesBoxId.Length == 0
                    ? $"The code is for a new box, not for the exchange of {expectedBox}."
                    : $"The code is for the exchange of {begun.ReplacesBoxId}, not of {expectedBox}.");
            }

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
