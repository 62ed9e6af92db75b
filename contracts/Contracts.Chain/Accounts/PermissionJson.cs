using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Accounts;

static class PermissionJson
{
    public static JsonObject Of(PermissionLevel level) =>
        new() { ["actor"] = level.Actor.ToString(), ["permission"] = level.Permission.ToString() };

    public static JsonObject Of(Authority authority) => new()
    {
        ["threshold"] = authority.Threshold,
        ["keys"] = new JsonArray([.. authority.Keys.Select(k => new JsonObject { ["key"] = k.Key.ToString(), ["weight"] = k.Weight })]),
        ["accounts"] = new JsonArray([.. authority.Accounts.Select(a => new JsonObject { ["permission"] = Of(a.Permission), ["weight"] = a.Weight })]),
        ["waits"] = new JsonArray([.. authority.Waits.Select(w => new JsonObject { ["wait_sec"] = w.WaitSec, ["weight"] = w.Weight })]),
    };
}
