using Npgsql;
using NpgsqlTypes;

namespace LocalEnergyMarket.Backend.Store.Commits;

/// <summary>
/// The lock that every append holds, shared, from before its first number to the end of its transaction: the projections' high water
/// waits for its holders (ADR 0011).
/// </summary>
static class AppendLock
{
    public static NpgsqlBatchCommand Shared(long key) => new("select true from pg_advisory_xact_lock_shared($1)") { Parameters = { new() { NpgsqlDbType = NpgsqlDbType.Bigint, Value = key } } };
}
