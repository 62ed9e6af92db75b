namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>The curve of a key, with the number it has in packed keys and signatures.</summary>
public enum KeyType
{
    /// <summary>secp256k1.</summary>
    K1 = 0,

    /// <summary>NIST P-256 (secp256r1), the curve of TPMs.</summary>
    R1 = 1,

    /// <summary>NIST P-256 in an authenticator of a browser or telephone, which signs its own data around the digest (WebAuthn).</summary>
    WA = 2,
}
