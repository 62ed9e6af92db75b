namespace LocalEnergyMarket.Hardware.Tpm;

public sealed partial class Tpm2
{
    const uint VariableProperties = 0x200;

    /// <summary>The protection against guessing, and whether the TPM has an owner.</summary>
    public async Task<TpmLockout> GetLockoutAsync(CancellationToken cancellationToken) =>
        TpmLockout.Of(await GetPropertiesAsync(VariableProperties, 32, cancellationToken));

    /// <summary>
    /// How the TPM is; two short commands, no use of a key. Whatever is wrong is in the answer: nothing is thrown but the cancellation.
    /// </summary>
    /// <param name="expectedKey">The signing key it should have, 65 bytes 0x04 || x || y; empty: any.</param>
    /// <param name="handle">Where the key is.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<TpmHealth> HealthAsync(ReadOnlyMemory<byte> expectedKey, CancellationToken cancellationToken, uint handle = TpmHandle.SigningKey)
    {
        TpmLockout? lockout = null;
        try
        {
            lockout = await GetLockoutAsync(cancellationToken);
            var key = await FindPublicAsync(handle, cancellationToken);
            var state = key is null ? TpmState.KeyMissing
                : !TpmSigner.IsSigningKey(key) || (!expectedKey.IsEmpty && !expectedKey.Span.SequenceEqual(key.Key)) ? TpmState.KeyOther
                : lockout.Locked ? TpmState.LockedOut
                : TpmState.Ready;
            return new(state, Address, "", lockout);
        }
        catch (TpmUnreachableException e)
        {
            return new(e.State, Address, e.Message, lockout);
        }
        catch (TpmException e)
        {
            return new(StateOf(e.Rc), Address, e.Message, lockout);
        }
        catch (Exception e) when (e is IOException or FormatException)
        {
            return new(TpmState.Damaged, Address, e.Message, lockout);
        }
    }

    static TpmState StateOf(TpmRc rc) => rc switch
    {
        TpmRc.Initialize or TpmRc.Reboot or TpmRc.Upgrade => TpmState.NotStarted,
        TpmRc.Retry or TpmRc.Yielded or TpmRc.Testing or TpmRc.NvRate or TpmRc.NvUnavailable or TpmRc.Canceled
            or TpmRc.ObjectMemory or TpmRc.ObjectHandles or TpmRc.SessionMemory or TpmRc.SessionHandles or TpmRc.Memory => TpmState.Busy,
        TpmRc.Lockout => TpmState.LockedOut,
        _ => TpmState.Damaged,
    };
}
