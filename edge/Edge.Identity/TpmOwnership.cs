using System.Security.Cryptography;
using LocalEnergyMarket.Hardware.Tpm;

namespace LocalEnergyMarket.Edge.Identity;

/// <summary>Who can clear and unlock a box's TPM.</summary>
public enum TpmOwner
{
    /// <summary>This box's supplier; the secret was made just now.</summary>
    Taken,

    /// <summary>This box's supplier; the file from then is there.</summary>
    TakenBefore,

    /// <summary>Somebody else: a password is set and there is no file here. The box works; only the supplier cannot unlock or clear its TPM.</summary>
    SomebodyElse,
}

/// <param name="Owner">Who it is now.</param>
/// <param name="File">Where the secret is, if it is here.</param>
/// <param name="Sealed">False when the file holds the secret in the clear: it has to be handed to the supplier and removed from the box.</param>
/// <param name="Lockout">The protection against guessing as it is now.</param>
public sealed record TpmOwnershipResult(TpmOwner Owner, string? File, bool Sealed, TpmLockout Lockout);

/// <summary>
/// Takes a TPM for the supplier: its lockout password becomes 32 random bytes, so that nobody who gets onto the box can clear it or change
/// its protection against guessing (docs/adr/0034). The bytes leave this process only sealed to the supplier's key.
/// </summary>
public static class TpmOwnership
{
    /// <summary>Wrong tries until it locks. Nothing of the box needs a guessed password, so few are plenty.</summary>
    public const uint MaxTries = 10;

    /// <summary>One try is forgotten after two hours, s.</summary>
    public const uint RecoverySeconds = 7_200;

    /// <summary>After a wrong owner's password it takes none for a day, s.</summary>
    public const uint OwnerRecoverySeconds = 86_400;

    const int SecretSize = 32;

    /// <summary>
    /// Can be repeated: after a power cut in between it is simply done again, because the file is written before the TPM learns the password.
    /// </summary>
    /// <param name="tpm">The TPM.</param>
    /// <param name="file">Where the secret goes, for example <c>tpm-owner.txt</c> beside the identity file.</param>
    /// <param name="supplierKeyFile">PEM file with the supplier's P-256 public key; null: the secret is written as it is, readable by the owner of the file only.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="IdentityException">The supplier's key is none, or the file cannot be written.</exception>
    /// <exception cref="IOException">The TPM cannot be reached.</exception>
    /// <exception cref="TpmException">The TPM refuses.</exception>
    public static async Task<TpmOwnershipResult> TakeAsync(Tpm2 tpm, string file, string? supplierKeyFile, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tpm);
        var lockout = await tpm.GetLockoutAsync(cancellationToken);
        if (lockout.Owned)
        {
            return File.Exists(file)
                ? new(TpmOwner.TakenBefore, file, OwnerSecret.IsSealed(Read(file)), lockout)
                : new(TpmOwner.SomebodyElse, null, false, lockout);
        }

        var secret = NewSecret();
        var text = supplierKeyFile is null ? OwnerSecret.InTheClear(secret) : OwnerSecret.Seal(secret, Read(supplierKeyFile));
        Write(file, text);
        await tpm.SetLockoutParametersAsync(ReadOnlyMemory<byte>.Empty, MaxTries, RecoverySeconds, OwnerRecoverySeconds, cancellationToken);
        await tpm.ResetLockoutAsync(ReadOnlyMemory<byte>.Empty, cancellationToken);
        await tpm.ChangeHierarchyPasswordAsync(TpmHandle.Lockout, ReadOnlyMemory<byte>.Empty, secret, cancellationToken);
        CryptographicOperations.ZeroMemory(secret);
        return new(TpmOwner.Taken, file, supplierKeyFile is not null, await tpm.GetLockoutAsync(cancellationToken));
    }

    /// <summary>Forgets all wrong tries, with the secret that the supplier has opened.</summary>
    /// <param name="tpm">The TPM.</param>
    /// <param name="secret">From <see cref="OwnerSecret.Open"/>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static Task UnlockAsync(Tpm2 tpm, ReadOnlyMemory<byte> secret, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tpm);
        return tpm.ResetLockoutAsync(secret, cancellationToken);
    }

    /// <summary>A TPM cuts zeros at a password's end: none may be there.</summary>
    static byte[] NewSecret()
    {
        var secret = RandomNumberGenerator.GetBytes(SecretSize);
        secret[^1] |= 1;
        return secret;
    }

    static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IdentityException($"The file '{file}' cannot be read: {e.Message}", e);
        }
    }

    static void Write(string file, string text)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            var temporary = file + ".new";
            File.Delete(temporary);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (var stream = new FileStream(temporary, options))
            {
                stream.Write(System.Text.Encoding.ASCII.GetBytes(text + "\n"));
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IdentityException($"The TPM owner's secret cannot be written to '{file}': {e.Message}", e);
        }
    }
}
