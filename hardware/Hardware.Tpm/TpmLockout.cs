namespace LocalEnergyMarket.Hardware.Tpm;

/// <summary>The TPM's protection against guessing (TPM 2.0 part 1, 19.8; properties TPM_PT_PERMANENT and 0x20E to 0x211).</summary>
/// <param name="Locked">Nothing that this protection guards can be used now.</param>
/// <param name="Tries">Wrong tries that count.</param>
/// <param name="MaxTries">At so many it locks.</param>
/// <param name="RecoverySeconds">After so long one try is forgotten, s; 0: never locks.</param>
/// <param name="OwnerRecoverySeconds">How long the owner's password rests after a wrong one, s; 0: until the next reset.</param>
/// <param name="Owned">The owner's password (lockoutAuth) is set, so that nobody else can clear the TPM.</param>
public sealed record TpmLockout(bool Locked, uint Tries, uint MaxTries, uint RecoverySeconds, uint OwnerRecoverySeconds, bool Owned)
{
    const uint LockoutAuthSet = 1 << 2;
    const uint InLockout = 1 << 9;

    internal static TpmLockout Of(IReadOnlyDictionary<uint, uint> properties)
    {
        uint Property(uint number) => properties.GetValueOrDefault(number);
        var permanent = Property(0x200);
        return new((permanent & InLockout) != 0, Property(0x20E), Property(0x20F), Property(0x210), Property(0x211), (permanent & LockoutAuthSet) != 0);
    }
}
