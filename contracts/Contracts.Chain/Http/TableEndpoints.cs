using System.Globalization;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Chain.Blocks;
using LocalEnergyMarket.Contracts.Chain.Database;
using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Http;

static class TableEndpoints
{
    const int DefaultLimit = 10;
    const int MostRows = 1000;

    public static Answer GetRows(EmbeddedChain chain, RequestBody body) => chain.Read(view =>
    {
        var code = body.Name("code");
        if (!view.State.Accounts.Accounts.Contains(code))
        {
            throw new ChainException(ErrorKind.AccountQuery, "get_abi", "Fail to retrieve account for ${account}", ("account", code.ToString()));
        }

        var name = body.Name("table");
        var abi = new AbiReader(view.State.Accounts).For(code);
        if (abi?.Abi.Table(name) is null)
        {
            throw new ChainException(ErrorKind.TableQuery, "get_table_type", "Table ${table} is not specified in the ABI", ("table", name.ToString()));
        }

        var scope = TableKey.Number(body.Text("scope") ?? "", "scope");
        var query = new RowQuery(
            body.Text("lower_bound") is { Length: > 0 } lower ? lower : null,
            body.Text("upper_bound") is { Length: > 0 } upper ? upper : null,
            (int)Math.Min(MostRows, body.UInt32("limit", DefaultLimit)),
            body.Flag("reverse"),
            body.Text("key_type") ?? "",
            body.Text("encode_type") is "hex");
        var page = RowPages.Read(view.State.Tables, new(code.Value, scope, name.Value), IndexPosition(body.Text("index_position")), query);
        return Answer.Ok(new JsonObject
        {
            ["rows"] = new JsonArray([.. page.Rows.Select(row => Row(row, name, abi, body.Flag("json"), body.Flag("show_payer")))]),
            ["more"] = page.NextKey is not null,
            ["next_key"] = page.NextKey ?? "",
        });
    });

    public static Answer GetByScope(EmbeddedChain chain, RequestBody body) => chain.Read(view =>
    {
        var code = body.Name("code");
        var name = body.NameOrEmpty("table");
        var lower = body.Text("lower_bound") is { Length: > 0 } low ? TableKey.Number(low, "lower_bound scope") : 0;
        var upper = body.Text("upper_bound") is { Length: > 0 } high ? TableKey.Number(high, "upper_bound scope") : ulong.MaxValue;
        var limit = (int)Math.Min(MostRows, body.UInt32("limit", DefaultLimit));
        var tables = view.State.Tables.All.Where(t => t.Id.Code == code.Value
            && t.Id.Scope >= lower
            && t.Id.Scope <= upper
            && (name.IsEmpty || t.Id.Name == name.Value));
        var page = (body.Flag("reverse") ? tables.Reverse() : tables).Take(limit + 1).ToList();
        return Answer.Ok(new JsonObject
        {
            ["rows"] = new JsonArray([.. page.Take(limit).Select(t => new JsonObject
            {
                ["code"] = new Name(t.Id.Code).ToString(),
                ["scope"] = new Name(t.Id.Scope).ToString(),
                ["table"] = new Name(t.Id.Name).ToString(),
                ["payer"] = new Name(t.Payer).ToString(),
                ["count"] = t.Count,
            })]),
            ["more"] = page.Count > limit ? new Name(page[limit].Id.Scope).ToString() : "",
        });
    });

    static JsonNode? Row(Row row, Name table, AbiSerializer abi, bool asJson, bool showPayer)
    {
        JsonNode? data = Convert.ToHexStringLower(row.Value);
        if (asJson)
        {
            try
            {
                data = abi.UnpackRow(table, row.Value);
            }
            catch (EosioFormatException)
            {
                // Rows of an older form of the table stay readable as hex.
            }
        }

        return showPayer ? new JsonObject { ["data"] = data, ["payer"] = new Name(row.Payer).ToString() } : data;
    }

    static int IndexPosition(string? text) => text switch
    {
        null or "" or "primary" => 1,
        "secondary" => 2,
        "tertiary" => 3,
        "fourth" => 4,
        "fifth" => 5,
        "sixth" => 6,
        "seventh" => 7,
        "eighth" => 8,
        "ninth" => 9,
        "tenth" => 10,
        _ when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position) && position is >= 1 and <= 17 => position,
        _ => throw new ChainException(ErrorKind.TableQuery, "get_table_index", "Invalid index_position", ("position", text)),
    };
}
