namespace LocalEnergyMarket.Hardware.Tpm;

public sealed partial class Tpm2
{
    /// <summary>Sets a hierarchy's password, for example of <see cref="TpmHandle.Lockout"/>: then nobody without it can clear the TPM.</summary>
    /// <param name="hierarchy">Which.</param>
    /// <param name="oldPassword">Empty on a fresh TPM.</param>
    /// <param name="newPassword">At most 32 bytes; a TPM cuts zeros at the end.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task ChangeHierarchyPasswordAsync(
        uint hierarchy, ReadOnlyMemory<byte> oldPassword, ReadOnlyMemory<byte> newPassword, CancellationToken cancellationToken) =>
        ExecuteAsync(
            new(0x129, "HierarchyChangeAuth", [hierarchy], [new(TpmHandle.Password, oldPassword)], new TpmWriter().Sized(newPassword.Span).ToArray()), cancellationToken);

    /// <summary>Forgets all wrong tries, and unlocks.</summary>
    public Task ResetLockoutAsync(ReadOnlyMemory<byte> ownerPassword, CancellationToken cancellationToken) =>
        ExecuteAsync(new(0x139, "DictionaryAttackLockReset", [TpmHandle.Lockout], [new(TpmHandle.Password, ownerPassword)], []), cancellationToken);

    /// <summary>Sets after how many tries it locks and how long for.</summary>
    public Task SetLockoutParametersAsync(
        ReadOnlyMemory<byte> ownerPassword, uint maxTries, uint recoverySeconds, uint ownerRecoverySeconds, CancellationToken cancellationToken) =>
        ExecuteAsync(
            new(0x13A, "DictionaryAttackParameters", [TpmHandle.Lockout], [new(TpmHandle.Password, ownerPassword)],
                new TpmWriter().U32(maxTries).U32(recoverySeconds).U32(ownerRecoverySeconds).ToArray()),
            cancellationToken);

    /// <summary>Destroys all keys of the owner, the box's signing key among them, for good. The endorsement key stays.</summary>
    public Task ClearAsync(ReadOnlyMemory<byte> ownerPassword, CancellationToken cancellationToken) =>
        ExecuteAsync(new(0x126, "Clear", [TpmHandle.Lockout], [new(TpmHandle.Password, ownerPassword)], []), cancellationToken);
}
