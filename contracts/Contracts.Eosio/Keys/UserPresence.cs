namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>What a WebAuthn key demands of its user at each signature (WebAuthn level 2, section 6.1, flags UP and UV).</summary>
public enum UserPresence
{
    None = 0,

    /// <summary>The user touched the authenticator.</summary>
    Present = 1,

    /// <summary>The authenticator recognised the user.</summary>
    Verified = 2,
}
