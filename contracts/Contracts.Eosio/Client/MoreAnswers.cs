using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>The answer of get_block_info.</summary>
public sealed record BlockInfoAnswer(Checksum256 Id, uint Number, DateTimeOffset Timestamp, Name Producer, Checksum256 Previous)
{
    internal static BlockInfoAnswer Read(JsonNode? json)
    {
        var block = JsonRead.Object(json, "get_block_info");
        return new(block.Checksum("id"), block.Number("block_num"), block.Time("timestamp"), block.Name("producer"), block.Checksum("previous"));
    }
}

/// <summary>The answer of get_raw_code_and_abi.</summary>
public sealed record RawCodeAnswer(ReadOnlyMemory<byte> Wasm, ReadOnlyMemory<byte> Abi)
{
    internal static RawCodeAnswer Read(JsonNode? json)
    {
        var answer = JsonRead.Object(json, "get_raw_code_and_abi");
        return new(NodeBase64.Decode(JsonRead.OptionalText(answer, "wasm"), "wasm"), NodeBase64.Decode(JsonRead.OptionalText(answer, "abi"), "ABI"));
    }
}

/// <summary>A permission that a key or another permission has a part in.</summary>
/// <param name="AuthorizingKey">Null when it is an account's permission.</param>
public sealed record AuthorizerAnswer(PermissionLevel Permission, PublicKey? AuthorizingKey, uint Weight, uint Threshold)
{
    internal static IReadOnlyList<AuthorizerAnswer> ReadAll(JsonNode? json) =>
        JsonRead.Object(json, "get_accounts_by_authorizers").List("accounts", a => new AuthorizerAnswer(
            new(a.Name("account_name"), a.Name("permission_name")),
            JsonRead.OptionalText(a, "authorizing_key") is { Length: > 0 } key ? PublicKey.Parse(key) : null,
            a.Number("weight"),
            a.Number("threshold")));
}

/// <param name="Count">Rows, those of secondary indexes in their own tables.</param>
public sealed record TableScope(Name Code, string Scope, Name Table, Name Payer, uint Count);

/// <summary>A page of get_table_by_scope.</summary>
/// <param name="More">Where the next page starts; empty at the end.</param>
public sealed record TableScopes(IReadOnlyList<TableScope> Rows, string More)
{
    internal static TableScopes Read(JsonNode? json)
    {
        var answer = JsonRead.Object(json, "get_table_by_scope");

        // An index's table has a name of 13 characters, which need not be one that could be given to an account.
        return new(
            answer.List("rows", row => new TableScope(row.Name("code"), JsonRead.Text(row["scope"], "scope"), row.Name("table"), row.Name("payer"), row.Number("count"))),
            JsonRead.OptionalText(answer, "more"));
    }
}

/// <summary>A token's supply and who issues it.</summary>
public sealed record CurrencyStats(Asset Supply, Asset MaximumSupply, Name Issuer)
{
    internal static CurrencyStats? Read(JsonNode? json, SymbolCode symbol) => JsonRead.Object(json, "get_currency_stats")[symbol.ToString()] is { } stats
        ? Read(JsonRead.Object(stats, symbol.ToString()))
        : null;

    static CurrencyStats Read(JsonObject stats) => new(
        Asset.Parse(JsonRead.Text(stats["supply"], "supply")), Asset.Parse(JsonRead.Text(stats["max_supply"], "max_supply")), stats.Name("issuer"));
}

/// <summary>What nodeos calls base64: up to Leap 4 with one '=' too many.</summary>
static class NodeBase64
{
    public static byte[] Decode(string text, string what)
    {
        var digits = text.TrimEnd('=');
        try
        {
            return Convert.FromBase64String(digits.PadRight((digits.Length + 3) / 4 * 4, '='));
        }
        catch (FormatException notBase64)
        {
            throw new EosioFormatException($"The {what} in the answer is not base64.", notBase64);
        }
    }
}
