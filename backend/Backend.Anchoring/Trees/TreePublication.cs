using LocalEnergyMarket.Backend.Anchoring.Outbox;

namespace LocalEnergyMarket.Backend.Anchoring.Trees;

/// <summary>Writes a tree, its leaves and its outbox entry in one statement. The same tree a second time changes nothing.</summary>
public static class TreePublication
{
    const string Sql = """
        with entry as (
            insert into chain_outbox (queue, key, actions, created_at) values ($1, $2, $3, $4)
            on conflict (key) do nothing returning id
        ), tree as (
            insert into anchored_trees (market, kind, timeslot, version, root, leaf_count, outbox_id)
            select $5, $6, $7, $8, $9, $10, id from entry returning id
        )
        insert into anchored_leaves (tree_id, index, salt, canonical)
        select tree.id, leaf.position - 1, leaf.salt, leaf.canonical
        from tree, unnest($11::bytea[], $12::bytea[]) with ordinality as leaf (salt, canonical, position)
        """;

    public static SqlStatement Of(AnchoredTree tree, ContractAccounts contract, DateTimeOffset now)
    {
        var key = tree.Key;
        return new(
            Sql,
            [
                OutboxQueues.Operator, $"anchor:{key.Market}:{key.KindName}:{key.Timeslot}:{key.Version}", contract.Anchor(tree), now.UtcDateTime,
                key.Market, (short)key.Kind, key.Timeslot, key.Version, tree.Root.ToArray(), tree.Leaves.Count,
                tree.Leaves.Select(leaf => leaf.Salt.ToArray()).ToArray(),
                tree.Leaves.Select(leaf => leaf.Content.ToArray()).ToArray(),
            ]);
    }
}
