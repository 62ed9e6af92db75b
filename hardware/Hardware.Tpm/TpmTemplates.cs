namespace LocalEnergyMarket.Hardware.Tpm;

/// <summary>
/// Public areas (TPMT_PUBLIC) that keys are made from. Endorsement keys: TCG EK Credential Profile, templates L-1 and L-2; a deviation
/// of one bit makes another key than the one the maker certified.
/// </summary>
static class TpmTemplates
{
    const int Rsa = 0x0001;
    const int Ecc = 0x0023;
    const int Sha256 = 0x000B;
    const int Sha384 = 0x000C;
    const int Aes = 0x0006;
    const int Cfb = 0x0043;
    const int None = 0x0010;
    const int Ecdsa = 0x0018;
    const int P256 = 0x0003;
    const int P384 = 0x0004;

    const TpmAttributes Endorsement = TpmAttributes.FixedTpm | TpmAttributes.FixedParent | TpmAttributes.SensitiveDataOrigin
        | TpmAttributes.AdminWithPolicy | TpmAttributes.Restricted | TpmAttributes.Decrypt;

    /// <summary>PolicySecret(TPM_RH_ENDORSEMENT).</summary>
    static readonly byte[] EndorsementPolicy = Convert.FromHexString("837197674484B3F81A90CC8D46A5D724FD52D76E06520B64F2A1DA1B331469AA");

    /// <summary>PolicyB with SHA-384 (TCG EK Credential Profile, B.6.3).</summary>
    static readonly byte[] HighEndorsementPolicy =
        Convert.FromHexString("B26E7D28D11A50BC53D882BCF5FD3A1A074148BB35D3B4E4CB1C0AD9BDE419CACB47BA09699646150F9FC000F3F80E12");

    /// <summary>L-1: RSA 2048.</summary>
    public static byte[] EndorsementRsa { get; } = Head(Rsa, Endorsement, EndorsementPolicy)
        .U16(Aes).U16(128).U16(Cfb).U16(None).U16(2048).U32(0).Sized(new byte[256]).ToArray();

    /// <summary>L-2: P-256.</summary>
    public static byte[] EndorsementP256 { get; } = Head(Ecc, Endorsement, EndorsementPolicy)
        .U16(Aes).U16(128).U16(Cfb).U16(None).U16(P256).U16(None).Sized(new byte[32]).Sized(new byte[32]).ToArray();

    /// <summary>H-3: P-384. Its policy allows more than the others', and its password, which is empty, will do.</summary>
    public static byte[] EndorsementP384 { get; } = Head(Ecc, Endorsement | TpmAttributes.UserWithAuth, HighEndorsementPolicy, Sha384)
        .U16(Aes).U16(256).U16(Cfb).U16(None).U16(P384).U16(None).Sized([]).Sized([]).ToArray();

    /// <summary>Storage root key under which the signing key lives. Without dictionary attack protection: a power cut must not lock it.</summary>
    public static byte[] StorageRoot { get; } = Head(
            Ecc,
            TpmAttributes.FixedTpm | TpmAttributes.FixedParent | TpmAttributes.SensitiveDataOrigin | TpmAttributes.UserWithAuth
            | TpmAttributes.NoDA | TpmAttributes.Restricted | TpmAttributes.Decrypt,
            [])
        .U16(Aes).U16(128).U16(Cfb).U16(None).U16(P256).U16(None).Sized([]).Sized([]).ToArray();

    public const TpmAttributes SigningAttributes = TpmAttributes.FixedTpm | TpmAttributes.FixedParent | TpmAttributes.SensitiveDataOrigin
        | TpmAttributes.UserWithAuth | TpmAttributes.NoDA | TpmAttributes.Sign;

    /// <summary>The box's key: ECDSA P-256 with SHA-256, never leaves the TPM.</summary>
    public static byte[] Signing { get; } = Head(Ecc, SigningAttributes, [])
        .U16(None).U16(Ecdsa).U16(Sha256).U16(P256).U16(None).Sized([]).Sized([]).ToArray();

    /// <summary>The public area of the box's key with this point, as the TPM has it.</summary>
    /// <param name="point">65 bytes 0x04 || x || y.</param>
    public static byte[] SigningArea(ReadOnlySpan<byte> point) => point.Length == 65 && point[0] == 0x04
        ? Head(Ecc, SigningAttributes, []).U16(None).U16(Ecdsa).U16(Sha256).U16(P256).U16(None).Sized(point[1..33]).Sized(point[33..]).ToArray()
        : throw new FormatException("A P-256 public key has 65 bytes and begins with 04.");

    static TpmWriter Head(int type, TpmAttributes attributes, byte[] policy, int name = Sha256) =>
        new TpmWriter().U16(type).U16(name).U32((uint)attributes).Sized(policy);
}
