using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Edge.Identity;
using LocalEnergyMarket.Edge.Provisioning.Dialogue;
using LocalEnergyMarket.Edge.Provisioning.Problems;
using LocalEnergyMarket.Hardware.Tpm;

namespace LocalEnergyMarket.Edge.Provisioning.Steps;

/// <summary>The TPM and the box's key in it.</summary>
static class TpmStep
{
    /// <summary>Opens the key and says what it found.</summary>
    /// <exception cref="ProblemException">There is no TPM, it is not usable, or it has no key.</exception>
    public static async Task<BoxKey> OpenAsync(Work work, string address, bool create, CancellationToken cancellationToken)
    {
        var key = await OpenQuietlyAsync(address, create, cancellationToken);
        try
        {
            var info = await key.Tpm.GetInfoAsync(cancellationToken);
            work.Output.Done(
                "tpm", "TPM", $"{address}, {info.Manufacturer} {info.Model} {info.Firmware}",
                new() { ["address"] = address, ["maker"] = info.Manufacturer, ["model"] = info.Model, ["firmware"] = info.Firmware });
            if ((await key.HealthAsync(cancellationToken)) is { State: TpmState.LockedOut } locked)
            {
                // The box's key is not one that the lock guards.
                work.Output.Note("tpm", "TPM", $"{locked.Advice(work.Language.Code())} [{ProblemId.TpmLockedOut}]");
            }

            work.Output.Done("key", work.Say("Signaturschlüssel", "Signing key"), Text(key), new() { ["publicKey"] = Text(key) });
            return key;
        }
        catch (Exception e)
        {
            key.Dispose();
            throw Diagnosis.Knows(e) ? Diagnosis.Of(e) : e;
        }
    }

    /// <exception cref="ProblemException">There is no TPM, it is not usable, or it has no key.</exception>
    public static async Task<BoxKey> OpenQuietlyAsync(string address, bool create, CancellationToken cancellationToken)
    {
        try
        {
            return await BoxKey.OpenAsync(address, create, cancellationToken);
        }
        catch (Exception e) when (Diagnosis.Knows(e))
        {
            throw Diagnosis.Of(e);
        }
    }

    /// <summary>The certificate of the TPM's maker, without which no backend enrols it.</summary>
    public static async Task EndorsementAsync(Work work, BoxKey key, CancellationToken cancellationToken)
    {
        var title = work.Say("Endorsement-Zertifikat", "Endorsement certificate");
        try
        {
            var endorsement = await TpmEndorsement.OpenAsync(key.Tpm, TpmKeyType.Rsa2048, cancellationToken)
                ?? await TpmEndorsement.OpenAsync(key.Tpm, TpmKeyType.EccP256, cancellationToken)
                ?? throw new ProblemException(ProblemId.EndorsementMissing, "");
            using var certificate = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificate(endorsement.Certificate);
            work.Output.Done(
                "endorsement", title, $"{endorsement.Public.Type}, {certificate.Issuer}",
                new JsonObject { ["type"] = $"{endorsement.Public.Type}", ["issuer"] = certificate.Issuer });
        }
        catch (Exception e) when (Diagnosis.Knows(e))
        {
            work.Output.Failed("endorsement", title, Diagnosis.Of(e));
        }
    }

    /// <summary>Gives the TPM's owner password to the supplier, so that nobody at the box can clear it.</summary>
    /// <param name="supplierKey">PEM file with the supplier's public key; null: the secret is written as it is.</param>
    public static async Task OwnerAsync(Work work, BoxKey key, string? supplierKey, CancellationToken cancellationToken)
    {
        var title = work.Say("Besitzer des TPMs", "The TPM's owner");
        try
        {
            var result = await TpmOwnership.TakeAsync(key.Tpm, Path.Combine(work.Folder, "tpm-owner.txt"), supplierKey, cancellationToken);
            var data = new JsonObject { ["owner"] = $"{result.Owner}", ["file"] = result.File, ["sealed"] = result.Sealed };
            if (result.Owner == TpmOwner.SomebodyElse)
            {
                work.Output.Note("tpm-owner", title, work.Say("schon vergeben, und die Datei tpm-owner.txt ist nicht hier", "taken already, and the file tpm-owner.txt is not here"), data);
            }
            else if (result.Sealed)
            {
                work.Output.Done("tpm-owner", title, work.Say($"der Versorger; {result.File} an ihn schicken", $"the supplier; send it {result.File}"), data);
            }
            else
            {
                work.Output.Note(
                    "tpm-owner", title,
                    work.Say(
                        $"das Passwort steht offen in {result.File} (lesbar nur für {Environment.UserName}): an den Versorger geben und hier löschen, sonst kann niemand das TPM entsperren oder löschen",
                        $"the password stands in the clear in {result.File} (only {Environment.UserName} can read it): give it to the supplier and delete it here; without it nobody can unlock or clear the TPM"), data);
            }
        }
        catch (Exception e) when (Diagnosis.Knows(e))
        {
            work.Output.Failed("tpm-owner", title, Diagnosis.Of(e));
        }
    }

    /// <summary>The key as the chain writes it, PUB_R1_….</summary>
    public static string Text(BoxKey key) => PublicKey.FromUncompressed(KeyType.R1, key.Signer.PublicKey.Span).ToString();
}
