using System.Globalization;
using LocalEnergyMarket.Backend.Testbed;
using Npgsql;

namespace LocalEnergyMarket.Tampering.Tests.Running;

/// <summary>The backend's own tables: changed as someone with the database's password would, and put back.</summary>
sealed class Tables(TradedDay day)
{
    static readonly string[] Kept =
    [
        "mt_events", "mt_doc_settlementdocument", "mt_doc_timeslotsecret", "slot_energies", "readings", "batch_ledger", "anchored_leaves", "anchored_trees",
    ];

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Changes rows, runs, and puts the rows back.</summary>
    /// <param name="sql">:slot is the timeslot, :stream the book's stream, :book, :result, :secondary, :readings and :settlement the trees (of the last version).</param>
    public async Task<T> WithAsync<T>(string sql, Func<Task<T>> run)
    {
        var tables = Kept.Where(table => sql.Contains("lem." + table, StringComparison.Ordinal)).ToList();
        await ExecuteAsync("create schema if not exists kept;" + string.Concat(tables.Select(table => $"create table if not exists kept.{table} as table lem.{table};")));
        Assert.True(await ExecuteAsync(Filled(sql)) > 0, "The statement changed no row: " + sql);
        try
        {
            return await run();
        }
        finally
        {
            await ExecuteAsync("set session_replication_role = replica;" + string.Concat(
                tables.Select(table => $"delete from lem.{table}; insert into lem.{table} overriding system value select * from kept.{table};")));
        }
    }

    string Filled(string sql) => sql
        .Replace(":stream", $"(select stream_id from lem.mt_events where type = 'auction_opened' and data->>'balancingGroup' = '{Groups.Day}' and (data->>'timeslot')::bigint = :slot)", StringComparison.Ordinal)
        .Replace(":readings", Tree(1), StringComparison.Ordinal).Replace(":book", Tree(2), StringComparison.Ordinal).Replace(":result", Tree(3), StringComparison.Ordinal)
        .Replace(":secondary", Tree(4), StringComparison.Ordinal).Replace(":settlement", Tree(5), StringComparison.Ordinal)
        .Replace(":slot", day.Timeslot.StartUnixSeconds.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    static string Tree(int kind) => string.Create(
        CultureInfo.InvariantCulture,
        $"(select id from lem.anchored_trees where market = '{TradedDay.ChainName}' and timeslot = :slot and kind = {kind} order by version desc limit 1)");

    async Task<int> ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(day.Database + ";Pooling=false");
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync(Cancellation);
    }
}
