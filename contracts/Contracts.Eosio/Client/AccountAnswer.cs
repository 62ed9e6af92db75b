using System.Globalization;
using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio;

public sealed record PermissionAnswer(Name Name, Name Parent, Authority RequiredAuth);

/// <summary>The answer of get_account.</summary>
/// <param name="RamQuota">Bytes; -1 for no limit.</param>
/// <param name="RamUsage">Bytes.</param>
public sealed record AccountAnswer(
    Name AccountName,
    DateTimeOffset Created,
    DateTimeOffset LastCodeUpdate,
    long RamQuota,
    long RamUsage,
    IReadOnlyList<PermissionAnswer> Permissions)
{
    internal static AccountAnswer Read(JsonNode? json)
    {
        var account = JsonRead.Object(json, "get_account");
        return new(
            account.Name("account_name"),
            account.Time("created"),
            account.Time("last_code_update"),
            Signed(account, "ram_quota"),
            Signed(account, "ram_usage"),
            account.List("permissions", p => new PermissionAnswer(p.Name("perm_name"), p.Name("parent"), Authority(JsonRead.Object(p["required_auth"], "required_auth")))));
    }

    static Authority Authority(JsonObject json) => new(
        json.Number("threshold"),
        json.List("keys", k => new KeyWeight(PublicKey.Parse(JsonRead.Text(k["key"], "key")), (ushort)k.Number("weight"))),
        json.List("accounts", a => new PermissionLevelWeight(Level(JsonRead.Object(a["permission"], "permission")), (ushort)a.Number("weight"))),
        json.List("waits", w => new WaitWeight(w.Number("wait_sec"), (ushort)w.Number("weight"))));

    static PermissionLevel Level(JsonObject json) => new(json.Name("actor"), json.Name("permission"));

    static long Signed(JsonObject json, string field) => long.Parse(JsonRead.Digits(json[field], field), CultureInfo.InvariantCulture);
}
