using LocalEnergyMarket.Contracts.Eosio;
using Npgsql;

namespace LocalEnergyMarket.Backend.Anchoring.Watching;

/// <summary>Where the Watcher stands: the last irreversible block whose effects are in the database.</summary>
public sealed class ChainCursor(NpgsqlDataSource database)
{
    /// <summary>The number and the time of that block: what had expired then and has not been seen, never comes. Null before the first.</summary>
    public async Task<(uint Number, DateTimeOffset Time)?> ReadAsync(Checksum256 chainId, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select block_num, block_time from chain_cursor where chain_id = $1");
        command.Parameters.Add(new() { Value = chainId.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? ((uint)reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1)) : null;
    }
}
