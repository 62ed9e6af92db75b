using LocalEnergyMarket.Contracts.Eosio;
using Npgsql;

namespace LocalEnergyMarket.Backend.Anchoring.Watching;

/// <summary>The last irreversible block whose effects are in the database.</summary>
/// <param name="Time">What had expired then and has not been seen, never comes.</param>
/// <param name="Id">Null if the block was taken in by a release that did not keep it.</param>
public sealed record ChainStand(uint Number, DateTimeOffset Time, Checksum256? Id);

/// <summary>Where the Watcher stands.</summary>
public sealed class ChainCursor(NpgsqlDataSource database)
{
    /// <summary>Null before the first block.</summary>
    public async Task<ChainStand?> ReadAsync(Checksum256 chainId, CancellationToken cancellation)
    {
        await using var command = new SqlStatement("select block_num, block_time, block_id from chain_cursor where chain_id = $1", [chainId.ToArray()]).ToCommand(database);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new(
                (uint)reader.GetInt64(0),
                reader.GetFieldValue<DateTimeOffset>(1),
                await reader.IsDBNullAsync(2, cancellation) ? null : new Checksum256(reader.GetFieldValue<byte[]>(2)))
            : null;
    }
}
