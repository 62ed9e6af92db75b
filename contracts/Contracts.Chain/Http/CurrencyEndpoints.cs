using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Chain.Blocks;
using LocalEnergyMarket.Contracts.Chain.Database;
using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Http;

/// <summary>Tables of token contracts, which are laid out alike everywhere.</summary>
static class CurrencyEndpoints
{
    static readonly Name Accounts = Name.Parse("accounts");
    static readonly Name Stat = Name.Parse("stat");

    public static Answer GetBalance(EmbeddedChain chain, RequestBody body) => chain.Read(view =>
    {
        var code = body.Name("code");
        _ = TableEndpoints.RequireTable(view, code, Accounts);
        var account = body.Name("account");
        var symbol = body.Text("symbol");
        var balances = Rows(view, code, account.Value, Accounts)
            .Select(row => Read(row, (ref PackedReader reader) => ReadAsset(ref reader)))
            .Where(asset => symbol is null || string.Equals(asset.Symbol.Code.ToString(), symbol, StringComparison.OrdinalIgnoreCase));
        return Answer.Ok(new JsonArray([.. balances.Select(asset => (JsonNode)asset.ToString())]));
    });

    public static Answer GetStats(EmbeddedChain chain, RequestBody body) => chain.Read(view =>
    {
        var code = body.Name("code");
        _ = TableEndpoints.RequireTable(view, code, Stat);
        var stats = new JsonObject();
        foreach (var row in Rows(view, code, ReadSymbol(body.Text("symbol") ?? ""), Stat))
        {
            var (supply, maximum, issuer) = Read(row, (ref PackedReader reader) => (ReadAsset(ref reader), ReadAsset(ref reader), reader.Name()));
            stats[supply.Symbol.Code.ToString()] = new JsonObject
            {
                ["supply"] = supply.ToString(),
                ["max_supply"] = maximum.ToString(),
                ["issuer"] = issuer.ToString(),
            };
        }

        return Answer.Ok(stats);
    });

    delegate T ReadPacked<out T>(ref PackedReader reader);

    static IEnumerable<Row> Rows(EmbeddedChain.ChainView view, Name code, ulong scope, Name table)
    {
        var rows = view.State.Tables.Find(new(code.Value, scope, table.Value))?.Rows;
        for (var i = 0; i < (rows?.Count ?? 0); i++)
        {
            yield return rows!.ValueAt(i);
        }
    }

    static T Read<T>(Row row, ReadPacked<T> read)
    {
        try
        {
            var reader = new PackedReader(row.Value);
            return read(ref reader);
        }
        catch (EosioFormatException)
        {
            throw new ChainException(ErrorKind.AssetType, "get_currency_balance", "Invalid data on table");
        }
    }

    static Asset ReadAsset(ref PackedReader reader)
    {
        var asset = new Asset(reader.Int64(), new Symbol(reader.UInt64()));
        _ = asset.Symbol.Code.ToString();
        return asset;
    }

    static ulong ReadSymbol(string text)
    {
        try
        {
            return SymbolCode.Parse(text.ToUpperInvariant()).Value;
        }
        catch (EosioFormatException malformed)
        {
            throw new ChainException(ErrorKind.SymbolType, "string_to_symbol", malformed.Message);
        }
    }
}
