using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Backend.Anchoring.Outbox;

/// <summary>
/// Puts the new key of a box whose TPM was replaced into the outbox, in the transaction that takes the key as the box's: the account answers
/// to the new key and the contract knows it, both or neither. The owner permission, which the operator has, authorises it.
/// </summary>
public static class BoxKeyEntry
{
    /// <param name="account">The box's account, on the chain or before this in the outbox.</param>
    /// <param name="publicKey">The new key, 65 bytes 0x04 || x || y. The same key is the same entry.</param>
    /// <param name="contract">Who acts.</param>
    /// <param name="now">The instant of the replacement.</param>
    public static SqlStatement Of(string account, ReadOnlySpan<byte> publicKey, ContractAccounts contract, DateTimeOffset now)
    {
        var key = PublicKey.FromUncompressed(KeyType.R1, publicKey);
        return new(
            "insert into chain_outbox (queue, key, actions, created_at) values ($1, $2, $3, $4) on conflict (key) do nothing",
            [OutboxQueues.Operator, $"rekey:{account}:{key}", contract.RekeyBox(Name.Parse(account), key), now.UtcDateTime]);
    }
}
