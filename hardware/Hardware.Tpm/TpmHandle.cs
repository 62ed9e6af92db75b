namespace LocalEnergyMarket.Hardware.Tpm;

/// <summary>Handles that every TPM has (TPM 2.0 part 2, 7.4) and those the box uses (TCG EK Credential Profile, 2.2.1.4).</summary>
public static class TpmHandle
{
    public const uint Owner = 0x40000001;
    public const uint Null = 0x40000007;
    public const uint Password = 0x40000009;
    public const uint Lockout = 0x4000000A;
    public const uint Endorsement = 0x4000000B;

    /// <summary>Where the box keeps its signing key; further keys follow it.</summary>
    public const uint SigningKey = 0x81000101;

    /// <summary>Where makers persist the RSA endorsement key, if they do.</summary>
    public const uint EndorsementRsa = 0x81010001;

    /// <summary>NV index of the RSA 2048 endorsement key's certificate.</summary>
    public const uint EndorsementRsaCertificate = 0x01C00002;

    /// <summary>NV index of the P-256 endorsement key's certificate.</summary>
    public const uint EndorsementP256Certificate = 0x01C0000A;

    /// <summary>NV index of the P-384 endorsement key's certificate (template H-3).</summary>
    public const uint EndorsementP384Certificate = 0x01C00016;
}
