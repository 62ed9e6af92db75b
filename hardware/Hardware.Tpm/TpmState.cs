namespace LocalEnergyMarket.Hardware.Tpm;

/// <summary>How a box's TPM is, from "nothing to do" to "call somebody".</summary>
public enum TpmState
{
    /// <summary>It answers, and has the key.</summary>
    Ready,

    /// <summary>It is locked against guessing. The box's key has no password to guess, so it goes on signing.</summary>
    LockedOut,

    /// <summary>It asks for patience for longer than a command waits.</summary>
    Busy,

    /// <summary>There is no device, or nobody listens.</summary>
    Absent,

    /// <summary>The user may not open the device.</summary>
    NoPermission,

    /// <summary>It was reset and does not start.</summary>
    NotStarted,

    /// <summary>It has no signing key: it was cleared, or is a fresh one.</summary>
    KeyMissing,

    /// <summary>It has another signing key than the one that was enrolled: another TPM, or a key made anew.</summary>
    KeyOther,

    /// <summary>It is in failure mode, or its answers do not hold together.</summary>
    Damaged,
}
