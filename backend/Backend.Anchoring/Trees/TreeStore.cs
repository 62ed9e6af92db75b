using LocalEnergyMarket.Protos.Evidence;
using Npgsql;

namespace LocalEnergyMarket.Backend.Anchoring.Trees;

/// <summary>How far an anchor has come.</summary>
public enum AnchorState
{
    Waiting,
    Sent,
    Irreversible,
    Failed,
}

/// <summary>An anchor and where it is on the chain.</summary>
public sealed record AnchorStatus(
    AnchorKey Key, Digest Root, int LeafCount, AnchorState State, ReadOnlyMemory<byte>? TransactionId, long? BlockNumber, DateTimeOffset? IrreversibleAt, long Id);

/// <summary>The anchored trees in PostgreSQL.</summary>
public sealed class TreeStore(NpgsqlDataSource database)
{
    /// <summary>Anchors, newest first.</summary>
    /// <param name="timeslot">Only of this timeslot (UTC start, seconds since 1970); of all if 0.</param>
    /// <param name="before">Only those older than this id.</param>
    /// <param name="size">How many at the most.</param>
    /// <param name="cancellation">Ends the query.</param>
    public async Task<IReadOnlyList<AnchorStatus>> ListAsync(long timeslot, long before, int size, CancellationToken cancellation)
    {
        await using var command = Command(
            """
            select t.market, t.kind, t.timeslot, t.version, t.root, t.leaf_count, o.state, o.transaction_id, o.block_num, o.block_time, t.id
            from anchored_trees t join chain_outbox o on o.id = t.outbox_id
            where ($1 = 0 or t.timeslot = $1) and t.id < $2 order by t.id desc limit $3
            """,
            timeslot, before, size);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var anchors = new List<AnchorStatus>();
        while (await reader.ReadAsync(cancellation))
        {
            anchors.Add(new(
                ReadKey(reader),
                new(reader.GetFieldValue<byte[]>(4)),
                reader.GetInt32(5),
                reader.GetString(6) switch
                {
                    "waiting" => AnchorState.Waiting,
                    "signed" => AnchorState.Sent,
                    "irreversible" => AnchorState.Irreversible,
                    _ => AnchorState.Failed,
                },
                await reader.IsDBNullAsync(7, cancellation) ? null : (ReadOnlyMemory<byte>?)reader.GetFieldValue<byte[]>(7),
                await reader.IsDBNullAsync(8, cancellation) ? null : reader.GetInt64(8),
                await reader.IsDBNullAsync(9, cancellation) ? null : reader.GetFieldValue<DateTimeOffset>(9),
                reader.GetInt64(10)));
        }

        return anchors;
    }

    /// <summary>The trees of a market's timeslot with all their leaves, by kind and version.</summary>
    public async Task<IReadOnlyList<AnchoredTree>> OfTimeslotAsync(string market, long timeslot, CancellationToken cancellation)
    {
        await using var command = Command(
            """
            select t.market, t.kind, t.timeslot, t.version, l.salt, l.canonical
            from anchored_trees t left join anchored_leaves l on l.tree_id = t.id
            where t.market = $1 and t.timeslot = $2 order by t.kind, t.version, l.index
            """,
            market, timeslot);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var trees = new List<(AnchorKey Key, List<SaltedLeaf> Leaves)>();
        while (await reader.ReadAsync(cancellation))
        {
            var key = ReadKey(reader);
            if (trees.Count == 0 || trees[^1].Key != key)
            {
                trees.Add((key, []));
            }

            if (!await reader.IsDBNullAsync(4, cancellation))
            {
                trees[^1].Leaves.Add(new(reader.GetFieldValue<byte[]>(4), reader.GetFieldValue<byte[]>(5)));
            }
        }

        return [.. trees.Select(tree => new AnchoredTree(tree.Key, tree.Leaves))];
    }

    static AnchorKey ReadKey(NpgsqlDataReader reader) => new(reader.GetString(0), (AnchorKind)reader.GetInt16(1), reader.GetInt64(2), reader.GetInt32(3));

    NpgsqlCommand Command(string sql, params object[] parameters)
    {
        var command = database.CreateCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new() { Value = parameter });
        }

        return command;
    }
}
