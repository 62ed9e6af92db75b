using LocalEnergyMarket.Testbed.Postgres;
using LocalEnergyMarket.Testbed.Processes;
using Npgsql;

namespace LocalEnergyMarket.Testbed.Tests;

public sealed class PostgresClusterTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_committed_survives_a_kill_even_in_a_folder_only_its_owner_may_enter()
    {
        using var scratch = new ScratchFolder();
        await using var cluster = await PostgresCluster.StartAsync(scratch.In("a space"), Cancellation);
        var database = await cluster.CreateDatabaseAsync(Cancellation);
        await ExecuteAsync(database, "create table t (n int); insert into t values (42)");

        await cluster.KillAsync();
        await cluster.RestartAsync(Cancellation);

        NpgsqlConnection.ClearAllPools();
        Assert.Equal(42, await ExecuteAsync(database, "select n from t"));
    }

    static async Task<object?> ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
