using System.Globalization;

namespace LocalEnergyMarket.Hardware.Tpm;

/// <summary>The TPM refused a command. <see cref="Exception.Message"/> names the command, the code and what it means.</summary>
public sealed class TpmException : Exception
{
    public TpmException()
        : this("command", 0)
    {
    }

    public TpmException(string message)
        : base(message)
    {
    }

    public TpmException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public TpmException(string command, int code)
        : base(string.Create(CultureInfo.InvariantCulture, $"The TPM refused {command} with 0x{code:X3}: {TpmRcText.Meaning(code)}.")) =>
        Code = code;

    /// <summary>TPM_RC as the TPM sent it.</summary>
    public int Code { get; }

    /// <summary>The code without the number of the handle, parameter or session it complains of.</summary>
    public TpmRc Rc => TpmRcText.Base(Code);
}
