namespace LocalEnergyMarket.Hardware.Tpm;

/// <summary>The TPM cannot be reached. <see cref="Exception.Message"/> says where and, as far as it is known, why.</summary>
public sealed class TpmUnreachableException : IOException
{
    public TpmUnreachableException()
        : this("The TPM cannot be reached.")
    {
    }

    public TpmUnreachableException(string message)
        : base(message)
    {
    }

    public TpmUnreachableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public TpmUnreachableException(TpmState state, string message, Exception? cause = null)
        : base(message, cause) => State = state;

    /// <summary>Absent, NoPermission or Damaged.</summary>
    public TpmState State { get; } = TpmState.Absent;
}
