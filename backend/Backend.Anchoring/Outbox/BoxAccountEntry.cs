using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Backend.Anchoring.Outbox;

/// <summary>Puts the account of a newly enrolled box into the outbox, in the transaction that enrols it.</summary>
public static class BoxAccountEntry
{
    /// <param name="account">The box's account.</param>
    /// <param name="publicKey">65 bytes 0x04 || x || y.</param>
    /// <param name="contract">Who acts.</param>
    /// <param name="now">The instant of the enrolment.</param>
    public static SqlStatement Of(string account, ReadOnlySpan<byte> publicKey, ContractAccounts contract, DateTimeOffset now) => new(
        "insert into chain_outbox (queue, key, actions, created_at) values ($1, $2, $3, $4) on conflict (key) do nothing",
        [
            OutboxQueues.Operator, "box:" + account, contract.NewBox(Name.Parse(account), PublicKey.FromUncompressed(KeyType.R1, publicKey)), now.UtcDateTime,
        ]);
}
