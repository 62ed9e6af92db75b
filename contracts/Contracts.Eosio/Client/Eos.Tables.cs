using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <content>Contracts' tables.</content>
public sealed partial class Eos
{
    public Task<TableRows> GetTableRows(TableRowsRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Ask("/v1/chain/get_table_rows", request.ToJson(), TableRows.Read, cancellation);
    }

    /// <summary>The scopes of a contract's tables that have rows, page by page.</summary>
    /// <param name="table">Empty for all tables.</param>
    /// <param name="lowerBound">Where to go on: <see cref="TableScopes.More"/> of the page before.</param>
    public Task<TableScopes> GetTableByScope(Name code, Name table = default, string lowerBound = "", int limit = 10, CancellationToken cancellation = default)
    {
        var body = new JsonObject { ["code"] = code.ToString(), ["table"] = table.ToString(), ["lower_bound"] = lowerBound, ["upper_bound"] = "", ["limit"] = limit, ["reverse"] = false };
        return Ask("/v1/chain/get_table_by_scope", body, TableScopes.Read, cancellation);
    }

    /// <param name="code">A token's contract.</param>
    /// <param name="symbol">Null for all of the account's balances.</param>
    public Task<IReadOnlyList<Asset>> GetCurrencyBalance(Name code, Name account, SymbolCode? symbol = null, CancellationToken cancellation = default)
    {
        var body = new JsonObject { ["code"] = code.ToString(), ["account"] = account.ToString(), ["symbol"] = symbol?.ToString() };
        return Ask<IReadOnlyList<Asset>>(
            "/v1/chain/get_currency_balance", body, json => [.. JsonRead.Array(json, "get_currency_balance").Select(balance => Asset.Parse(JsonRead.Text(balance, "balance")))], cancellation);
    }

    /// <summary>Null when the token does not exist.</summary>
    public Task<CurrencyStats?> GetCurrencyStats(Name code, SymbolCode symbol, CancellationToken cancellation = default) => Ask(
        "/v1/chain/get_currency_stats", new() { ["code"] = code.ToString(), ["symbol"] = symbol.ToString() }, json => CurrencyStats.Read(json, symbol), cancellation);
}
