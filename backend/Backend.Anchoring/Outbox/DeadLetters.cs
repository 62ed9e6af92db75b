using Npgsql;

namespace LocalEnergyMarket.Backend.Anchoring.Outbox;

/// <summary>An entry of the outbox that the chain refused for good.</summary>
/// <param name="Key">What it was to write.</param>
/// <param name="Retryable">Not if a box has signed it: only the box can sign anew.</param>
public sealed record DeadLetter(
    long Id, string Key, string Failure, DateTimeOffset CreatedAt, int Attempts, ReadOnlyMemory<byte> TransactionId, bool Retryable);

/// <summary>What became of a dead letter that was to be sent again.</summary>
public enum Retried
{
    /// <summary>It is sent again, or is no dead letter any more.</summary>
    Done,

    /// <summary>There is no such entry.</summary>
    Unknown,

    /// <summary>A box has signed it.</summary>
    SignedByBox,
}

/// <summary>The dead letters of the outbox, for whoever looks after it.</summary>
public sealed class DeadLetters(NpgsqlDataSource database, ChainOutbox outbox)
{
    /// <summary>Newest first, before an id.</summary>
    public async Task<IReadOnlyList<DeadLetter>> ListAsync(long before, int size, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("""
            select id, key, coalesce(failure, ''), created_at, attempts, transaction_id, actions is not null
            from chain_outbox where state = 'failed' and id < $1 order by id desc limit $2
            """);
        command.Parameters.Add(new() { Value = before });
        command.Parameters.Add(new() { Value = size });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new List<DeadLetter>();
        while (await reader.ReadAsync(cancellation))
        {
            found.Add(new(
                reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<DateTimeOffset>(3), reader.GetInt32(4),
                reader.IsDBNull(5) ? default : reader.GetFieldValue<byte[]>(5), reader.GetBoolean(6)));
        }

        return found;
    }

    /// <summary>Sends it again. One that is refused again meanwhile was sent nevertheless.</summary>
    public async Task<Retried> RetryAsync(long id, CancellationToken cancellation)
    {
        await outbox.RetryAsync(id, cancellation);
        await using var command = database.CreateCommand("select state = 'failed' and actions is null from chain_outbox where id = $1");
        command.Parameters.Add(new() { Value = id });
        return await command.ExecuteScalarAsync(cancellation) switch
        {
            null => Retried.Unknown,
            true => Retried.SignedByBox,
            _ => Retried.Done,
        };
    }
}
