namespace LocalEnergyMarket.Hardware.Gpio;

/// <summary>Why a line could not be used.</summary>
public enum GpioFailure
{
    /// <summary>Something else, said in the message.</summary>
    Other,
    /// <summary>There is no such chip.</summary>
    NoChip,
    /// <summary>The user may not use the chip.</summary>
    NoPermission,
    /// <summary>The chip has no such line.</summary>
    NoLine,
    /// <summary>Another program or driver has the line.</summary>
    InUse,
    /// <summary>The line, its chip or the kernel cannot do what was asked.</summary>
    NotSupported,
}

/// <summary>A line could not be used. The message names chip and line, and says what to do.</summary>
public sealed class GpioException(GpioFailure failure, string message, Exception? inner = null) : IOException(message, inner)
{
    public GpioFailure Failure { get; } = failure;
}
