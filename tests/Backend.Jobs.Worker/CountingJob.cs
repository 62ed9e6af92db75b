using Npgsql;

namespace LocalEnergyMarket.Backend.Jobs.Worker;

/// <summary>Writes the numbers from 1 into a table <c>counted (run, number)</c>, each in a transaction with its checkpoint.</summary>
public sealed class CountingJob(NpgsqlDataSource database) : IJob
{
    public string Kind => "count";

    public bool OneAtATime => false;

    public async Task<string> RunAsync(JobRun run, CancellationToken cancellation)
    {
        var to = run.ArgumentsAs<Counting>().To;
        for (var next = (await run.CheckpointAsync<Counted>(cancellation))?.Next ?? 1; next <= to; next++)
        {
            await using var connection = await database.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await using var write = new NpgsqlCommand("insert into counted (run, number) values ($1, $2)", connection, transaction)
            {
                Parameters = { new() { Value = run.Id }, new() { Value = next } },
            };
            await write.ExecuteNonQueryAsync(cancellation);
            await run.SaveCheckpointAsync(new Counted(next + 1), connection, transaction, cancellation);
            await transaction.CommitAsync(cancellation);
            await run.ProgressAsync(next, to, "numbers", cancellation);
        }

        return $"Counted to {to}.";
    }

    public sealed record Counting(int To);

    sealed record Counted(int Next);
}
