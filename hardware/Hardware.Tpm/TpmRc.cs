using System.Globalization;

namespace LocalEnergyMarket.Hardware.Tpm;

/// <summary>Response codes by their base value, without the number of the handle, parameter or session (TPM 2.0 part 2, 6.6).</summary>
public enum TpmRc
{
    Success = 0x000,

    // Version 1 codes.
    Initialize = 0x100,
    Failure = 0x101,
    Disabled = 0x120,
    AuthMissing = 0x125,
    Upgrade = 0x12D,
    AuthUnavailable = 0x12F,
    Reboot = 0x130,
    CommandSize = 0x142,
    CommandCode = 0x143,
    NvSpace = 0x14B,
    NvDefined = 0x14C,
    NeedsTest = 0x153,

    // Format 1 codes.
    Asymmetric = 0x081,
    Attributes = 0x082,
    Value = 0x084,
    Hierarchy = 0x085,
    Handle = 0x08B,
    AuthFail = 0x08E,
    Scheme = 0x092,
    Size = 0x095,
    PolicyFail = 0x09D,
    Integrity = 0x09F,
    BadAuth = 0x0A2,
    Curve = 0x0A6,
    EccPoint = 0x0A7,

    // Warnings.
    ObjectMemory = 0x902,
    SessionMemory = 0x903,
    Memory = 0x904,
    SessionHandles = 0x905,
    ObjectHandles = 0x906,
    Locality = 0x907,
    Yielded = 0x908,
    Canceled = 0x909,
    Testing = 0x90A,
    NvRate = 0x920,
    Lockout = 0x921,
    Retry = 0x922,
    NvUnavailable = 0x923,
}

static class TpmRcText
{
    const int FormatOne = 0x080;

    /// <summary>The kernel's resource manager and others put their number above the twelve bits.</summary>
    const int Code = 0xFFF;

    public static TpmRc Base(int code) => (TpmRc)((code & FormatOne) != 0 ? code & 0x0BF : code & Code);

    public static string Meaning(int code)
    {
        var text = Base(code) switch
        {
            TpmRc.Initialize => "the TPM was not started",
            TpmRc.Failure => "the TPM failed, or was given a damaged secret",
            TpmRc.Disabled => "the hierarchy is switched off by the firmware",
            TpmRc.AuthMissing => "a password is missing",
            TpmRc.Upgrade => "the TPM is in the middle of a firmware upgrade",
            TpmRc.AuthUnavailable => "this use of the key is not permitted, or its private half is not loaded",
            TpmRc.Reboot => "the TPM wants a power cycle first",
            TpmRc.CommandSize or TpmRc.CommandCode => "this TPM does not know the command",
            TpmRc.NvSpace => "the TPM's memory is full; remove keys or indices that nobody needs",
            TpmRc.NeedsTest => "the TPM wants to test itself first",
            TpmRc.ObjectMemory or TpmRc.ObjectHandles => "no slot is free for another key; flush the transient keys",
            TpmRc.SessionMemory or TpmRc.SessionHandles => "no slot is free for another session; flush the sessions",
            TpmRc.Memory => "the TPM has no memory left for this command",
            TpmRc.Locality => "the command came on the wrong locality",
            TpmRc.Yielded or TpmRc.Retry => "the TPM is busy and asks for the command again",
            TpmRc.Canceled => "the command was cancelled",
            TpmRc.Testing => "the TPM is testing itself",
            TpmRc.NvRate or TpmRc.NvUnavailable => "the TPM's memory cannot be written now; try again later",
            TpmRc.Lockout => "the TPM is locked against guessing; wait, or reset the lockout",
            TpmRc.Asymmetric or TpmRc.Curve => "the TPM does not have this kind of key",
            TpmRc.Attributes => "the key's attributes do not fit",
            TpmRc.Value => "a value is out of range",
            TpmRc.Hierarchy => "the hierarchy does not fit, or is switched off",
            TpmRc.Handle => "there is no such key or index",
            TpmRc.AuthFail or TpmRc.BadAuth => "the password is wrong",
            TpmRc.Scheme => "the signature scheme does not fit the key",
            TpmRc.Size => "a size is wrong, for example of the digest",
            TpmRc.Integrity => "the credential was not made for this key, or was damaged",
            TpmRc.NvDefined => "the index or persistent handle is already used",
            TpmRc.PolicyFail => "the key's policy is not fulfilled",
            TpmRc.EccPoint => "the point is not on the curve",
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
