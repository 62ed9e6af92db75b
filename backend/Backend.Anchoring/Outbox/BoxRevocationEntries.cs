using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Backend.Anchoring.Outbox;

/// <summary>What the chain and the open events get to know of a revoked box, in the transaction that revokes it.</summary>
public static class BoxRevocationEntries
{
    /// <param name="boxId">The box.</param>
    /// <param name="account">Its account.</param>
    /// <param name="contract">Who acts.</param>
    /// <param name="now">The instant of the revocation.</param>
    public static IReadOnlyList<SqlStatement> Of(Guid boxId, string account, ContractAccounts contract, DateTimeOffset now) =>
    [
        new(
            "insert into chain_outbox (queue, key, actions, created_at) values ($1, $2, $3, $4) on conflict (key) do nothing",
            [OutboxQueues.Operator, "revoke:" + account, contract.RevokeBox(Name.Parse(account)), now.UtcDateTime]),
        new("update data_events set state = 'failed', failure = 'The box was revoked.' where box_id = $1 and state in ('requested', 'seen')", [boxId]),
    ];
}
