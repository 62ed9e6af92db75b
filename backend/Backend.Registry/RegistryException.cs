namespace LocalEnergyMarket.Backend.Registry;

/// <summary>What kind of answer a refused request gets.</summary>
public enum RegistryError
{
    /// <summary>Something in the request is malformed.</summary>
    Invalid,

    /// <summary>What the request names does not exist.</summary>
    NotFound,

    /// <summary>The request contradicts what is registered.</summary>
    Conflict,

    /// <summary>The caller has not shown what is needed.</summary>
    Denied,
}

/// <summary>A request to the register that cannot be carried out; the message says what, where, and what to do.</summary>
public sealed class RegistryException(RegistryError error, string message) : Exception(message)
{
    public RegistryError Error => error;
}
