using System.Globalization;

namespace LocalEnergyMarket.Hardware.Tpm;

/// <summary>Response codes by their base value, without the number of the handle, parameter or session (TPM 2.0 part 2, 6.6).</summary>
public enum TpmRc
{
    Success = 0x000,
    Initialize = 0x100,
    Failure = 0x101,
    AuthUnavailable = 0x12F,
    Locality = 0x907,
    ObjectMemory = 0x902,
    SessionMemory = 0x903,
    Yielded = 0x908,
    Testing = 0x90A,
    NvRate = 0x920,
    Lockout = 0x921,
    Retry = 0x922,
    NvUnavailable = 0x923,
    Attributes = 0x082,
    Value = 0x084,
    Handle = 0x08B,
    AuthFail = 0x08E,
    Scheme = 0x092,
    Size = 0x095,
    Integrity = 0x09F,
    BadAuth = 0x0A2,
    NvDefined = 0x14C,
    PolicyFail = 0x09D,
}

static class TpmRcText
{
    const int FormatOne = 0x080;

    public static TpmRc Base(int code) => (TpmRc)((code & FormatOne) != 0 ? code & 0x0BF : code);

    public static string Meaning(int code)
    {
        var text = Base(code) switch
        {
            TpmRc.Initialize => "the TPM was not started",
            TpmRc.Failure => "the TPM failed, or was given a damaged secret",
            TpmRc.AuthUnavailable => "this use of the key is not permitted, or its private half is not loaded",
            TpmRc.ObjectMemory => "no slot is free for another key; flush the transient keys",
            TpmRc.SessionMemory => "no slot is free for another session; flush the sessions",
            TpmRc.Yielded or TpmRc.Retry => "the TPM is busy and asks for the command again",
            TpmRc.Testing => "the TPM is testing itself",
            TpmRc.NvRate or TpmRc.NvUnavailable => "the TPM's memory cannot be written now; try again later",
            TpmRc.Lockout => "the TPM is locked against guessing; wait, or reset the lockout",
            TpmRc.Attributes => "the key's attributes do not fit",
            TpmRc.Value => "a value is out of range",
            TpmRc.Handle => "there is no such key or index",
            TpmRc.AuthFail or TpmRc.BadAuth => "the password is wrong",
            TpmRc.Scheme => "the signature scheme does not fit the key",
            TpmRc.Size => "a size is wrong, for example of the digest",
            TpmRc.Integrity => "the credential was not made for this key, or was damaged",
            TpmRc.NvDefined => "the index or persistent handle is already used",
            TpmRc.PolicyFail => "the key's policy is not fulfilled",
            _ => "see TPM 2.0 part 2, 6.6",
        };
        return text + Where(code);
    }

    static string Where(int code)
    {
        if ((code & FormatOne) == 0 || (code & 0xF00) == 0)
        {
            return "";
        }

        var number = (code >> 8) & 0xF;
        var (kind, index) = (code & 0x040) != 0 ? ("parameter", number) : number >= 8 ? ("session", number - 8) : ("handle", number);
        return string.Create(CultureInfo.InvariantCulture, $" ({kind} {index})");
    }
}
