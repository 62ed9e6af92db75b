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

    /// <summary>From the second on.</summary>
    static readonly string[] Ordinals = ["sec two", "ter th", "fou", "fi", "six", "sev", "eig", "nin", "ten"];

    public static Answer GetRows(EmbeddedChain chain, RequestBody body) => chain.Read(view =>
    {
        var (code, name) = (body.Name("code"), body.Name("table"));
        RequireAccount(view, code);
        if ((name.Value & 0x0F) != 0)
        {
            throw new ChainException(ErrorKind.TableQuery, "get_table_index_name", "Unsupported table name: ${n}", ("n", name.ToString()));
        }

        var position = IndexPosition(body.Text("index_position") ?? "");
        var abi = RequireTable(view, code, name);
        var scope = TableKey.Number(body.Text("scope") ?? "", "scope");
        var query = new RowQuery(
            body.Text("lower_bound") is { Length: > 0 } lower ? lower : null,
            body.Text("upper_bound") is { Length: > 0 } upper ? upper : null,
            (int)Math.Min(MostRows, body.UInt32("limit", DefaultLimit)),
            body.Flag("reverse"),
            body.Text("key_type") ?? "",
            body.Text("encode_type") is "hex");
        var (asJson, showPayer) = (body.Flag("json"), body.Flag("show_payer"));
        var page = RowPages.Read(view.State.Tables, new(code.Value, scope, name.Value), position, query);
        return Answer.Ok(new JsonObject
        {
            ["rows"] = new JsonArray([.. page.Rows.Select(row => Row(row, name, abi, asJson, showPayer))]),
            ["more"] = page.NextKey is not null,
            ["next_key"] = page.NextKey ?? "",
        });
    });

    public static Answer GetByScope(EmbeddedChain chain, RequestBody body) => chain.Read(view =>
    {
        var code = body.Name("code");
        var name = body.Name("table");
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

    /// <exception cref="ChainException">3060002: no such account; 3060003: its ABI has no such table.</exception>
    internal static AbiSerializer RequireTable(EmbeddedChain.ChainView view, Name code, Name table)
    {
        RequireAccount(view, code);
        return new AbiReader(view.State.Accounts).For(code) is { } abi && abi.Abi.Table(table) is not null
            ? abi
            : throw new ChainException(ErrorKind.TableQuery, "get_table_type", "Table ${table} is not specified in the ABI", ("table", table.ToString()));
    }

    static void RequireAccount(EmbeddedChain.ChainView view, Name code)
    {
        if (!view.State.Accounts.Accounts.Contains(code))
        {
            throw new ChainException(ErrorKind.AccountQuery, "get_abi", "Fail to retrieve account for ${account}", ("account", code.ToString()));
        }
    }

    /// <summary>Of a word only its beginning counts, and of a number its low four bits, as nodeos has it.</summary>
    static int IndexPosition(string text)
    {
        if (text is "" or "first" or "primary" or "one")
        {
            return 1;
        }

        var word = Array.FindIndex(Ordinals, o => o.Split(' ').Any(start => text.StartsWith(start, StringComparison.Ordinal)));
        if (word >= 0)
        {
            return word + 2;
        }

        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            ? position < 2 ? 1 : (int)((position - 2) & 0x0F) + 2
            : throw new ChainException(ErrorKind.TableQuery, "get_table_index_name", "Invalid index_position: ${p}", ("p", text));
    }
}
