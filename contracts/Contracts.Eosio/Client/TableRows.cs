using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>What get_table_rows is asked.</summary>
/// <param name="Code">The contract's account.</param>
/// <param name="Scope">A name, or another key of 64 bits as text.</param>
/// <param name="Table">The table's name.</param>
public sealed record TableRowsRequest(Name Code, string Scope, Name Table)
{
    /// <summary>False gives rows as packed bytes in hex.</summary>
    public bool Json { get; init; } = true;

    /// <summary>The lowest key, inclusive.</summary>
    public string LowerBound { get; init; } = "";

    /// <summary>The highest key, inclusive.</summary>
    public string UpperBound { get; init; } = "";

    /// <summary>1 for the primary index, 2 for the first secondary one.</summary>
    public int IndexPosition { get; init; } = 1;

    /// <summary>i64, i128, sha256, name…; needed for secondary indexes.</summary>
    public string KeyType { get; init; } = "";

    public int Limit { get; init; } = 10;

    public bool Reverse { get; init; }

    public bool ShowPayer { get; init; }

    internal JsonObject ToJson() => new()
    {
        ["json"] = Json,
        ["code"] = Code.ToString(),
        ["scope"] = Scope,
        ["table"] = Table.ToString(),
        ["lower_bound"] = LowerBound,
        ["upper_bound"] = UpperBound,
        ["index_position"] = IndexPosition,
        ["key_type"] = KeyType,
        ["limit"] = Limit,
        ["reverse"] = Reverse,
        ["show_payer"] = ShowPayer,
    };
}

/// <summary>Rows, and whether there are more from <see cref="NextKey"/> on.</summary>
public sealed record TableRows(IReadOnlyList<JsonNode> Rows, bool More, string NextKey)
{
    /// <summary>The rows' bytes, when asked with <see cref="TableRowsRequest.Json"/> false.</summary>
    public IEnumerable<byte[]> Packed() => Rows.Select(row => Hex.Decode(JsonRead.Text(row, "row"), "row"));

    internal static TableRows Read(JsonNode? json)
    {
        var answer = JsonRead.Object(json, "get_table_rows");
        var rows = JsonRead.Array(answer["rows"], "rows");
        return new([.. rows.Select(row => row ?? throw new EosioFormatException("A row is null."))], JsonRead.Bool(answer["more"], "more"), JsonRead.OptionalText(answer, "next_key"));
    }
}
