namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>Holds keys and signs: in memory, in a TPM, in a wallet.</summary>
public interface ISignProvider
{
    /// <summary>The public keys it can sign with, as text.</summary>
    Task<IEnumerable<string>> GetAvailableKeys();

    /// <summary>One signature (as text) for each required key.</summary>
    /// <param name="chainId">32 bytes.</param>
    /// <param name="requiredKeys">Public keys as text, in any form.</param>
    /// <param name="signBytes">The packed transaction; what is signed is <see cref="Transaction.SigningDigest(in Checksum256, ReadOnlySpan{byte}, ReadOnlySpan{byte})"/> of chain and transaction.</param>
    /// <param name="abiNames">The contracts the transaction calls, for wallets that show it.</param>
    Task<IEnumerable<string>> Sign(byte[] chainId, IEnumerable<string> requiredKeys, byte[] signBytes, IEnumerable<string>? abiNames = null);
}

/// <summary>Signs with private keys in memory.</summary>
public sealed class DefaultSignProvider : ISignProvider
{
    readonly Dictionary<PublicKey, PrivateKey> _keys;

    public DefaultSignProvider(params IReadOnlyList<PrivateKey> keys) => _keys = keys.ToDictionary(key => key.PublicKey);

    /// <exception cref="EosioFormatException">Not a private key.</exception>
    public DefaultSignProvider(string privateKey)
        : this(PrivateKey.Parse(privateKey))
    {
    }

    public Task<IEnumerable<string>> GetAvailableKeys() => Task.FromResult(_keys.Keys.Select(key => key.ToString()));

    public Task<IEnumerable<string>> Sign(byte[] chainId, IEnumerable<string> requiredKeys, byte[] signBytes, IEnumerable<string>? abiNames = null)
    {
        var digest = Transaction.SigningDigest(new(chainId), signBytes, packedContextFreeData: default);
        return Task.FromResult<IEnumerable<string>>([.. requiredKeys.Select(key => KeyFor(key).Sign(digest).ToString())]);
    }

    PrivateKey KeyFor(string key) => _keys.TryGetValue(PublicKey.Parse(key), out var found)
        ? found
        : throw new InvalidOperationException($"The private key of {key} is not here.");
}
