using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Chain.Accounts;
using LocalEnergyMarket.Contracts.Chain.Blocks;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Http;

/// <summary>Which permissions name a key or another account's permission (nodeos: with enable-account-queries).</summary>
static class AuthorizerEndpoint
{
    public static Answer Get(EmbeddedChain chain, RequestBody body)
    {
        List<PublicKey> keys;
        try
        {
            keys = [.. body.Array("keys").Select(k => PublicKey.Parse(k?.ToString() ?? ""))];
        }
        catch (EosioFormatException malformed)
        {
            throw RequestBody.Invalid(malformed.Message);
        }

        var levels = body.Array("accounts").Select(ReadLevel).ToList();
        return chain.Read(view => Answer.Ok(new JsonObject
        {
            ["accounts"] = new JsonArray([.. view.State.Accounts.Permissions.Values.Values
                .OrderBy(p => p.Owner.Value)
                .ThenBy(p => p.Name.Value)
                .SelectMany(p => Matches(p, levels, keys))]),
        }));
    }

    static IEnumerable<JsonObject> Matches(PermissionRecord permission, List<(Name Actor, Name? Permission)> levels, List<PublicKey> keys)
    {
        foreach (var account in permission.Authority.Accounts.Where(a =>
            levels.Exists(l => l.Actor == a.Permission.Actor && (l.Permission is null || l.Permission == a.Permission.Permission))))
        {
            yield return Found(permission, "authorizing_account", PermissionJson.Of(account.Permission), account.Weight);
        }

        foreach (var key in permission.Authority.Keys.Where(k => keys.Contains(k.Key)))
        {
            yield return Found(permission, "authorizing_key", key.Key.ToString(), key.Weight);
        }
    }

    static JsonObject Found(PermissionRecord permission, string what, JsonNode value, ushort weight) => new()
    {
        ["account_name"] = permission.Owner.ToString(),
        ["permission_name"] = permission.Name.ToString(),
        [what] = value,
        ["weight"] = weight,
        ["threshold"] = permission.Authority.Threshold,
    };

    /// <summary>An account's name alone stands for all of its permissions.</summary>
    static (Name Actor, Name? Permission) ReadLevel(JsonNode? json) => json switch
    {
        JsonObject level => (ReadName(level["actor"]), level["permission"] is { } permission ? ReadName(permission) : null),
        _ => (ReadName(json), null),
    };

    static Name ReadName(JsonNode? json) => json is JsonValue value && Name.TryParse(value.ToString(), out var name) ? name : throw RequestBody.Invalid();
}
