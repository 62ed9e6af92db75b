using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Chain.Accounts;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Http;

/// <summary>Transactions in JSON, packed or not; an action's data may be hex or what its contract's ABI describes.</summary>
sealed class TransactionReader(AccountStore accounts)
{
    readonly AbiReader _abis = new(accounts);

    /// <exception cref="EosioFormatException">Not a transaction.</exception>
    public PackedTransaction ReadPacked(JsonNode? json)
    {
        if (json is not JsonObject body || body["packed_trx"] is JsonValue || body["transaction"] is not JsonObject transaction)
        {
            return TransactionJson.ReadPackedTransaction(json);
        }

        if (body["context_free_data"] is JsonArray { Count: > 0 })
        {
            throw new EosioFormatException("context_free_data: this chain executes no context-free actions.");
        }

        var form = new JsonObject
        {
            ["signatures"] = body["signatures"]?.DeepClone(),
            ["packed_trx"] = Convert.ToHexStringLower(ReadTransaction(transaction).Pack()),
        };
        return TransactionJson.ReadPackedTransaction(form);
    }

    /// <exception cref="EosioFormatException">Not a transaction.</exception>
    public Transaction ReadTransaction(JsonNode? json)
    {
        if (json is not JsonObject body)
        {
            throw new EosioFormatException("A transaction is an object.");
        }

        var copy = body.DeepClone().AsObject();
        foreach (var action in (copy["actions"] as JsonArray ?? []).Concat(copy["context_free_actions"] as JsonArray ?? []).OfType<JsonObject>())
        {
            Pack(action);
        }

        return TransactionJson.ReadTransaction(copy);
    }

    void Pack(JsonObject action)
    {
        switch (action["data"])
        {
            case JsonObject or JsonArray when Serializer(action) is { } serializer && Name.TryParse(action["name"]?.ToString(), out var name):
                action["hex_data"] = Convert.ToHexStringLower(serializer.PackAction(name, action["data"]));
                break;
            case JsonValue data:
                action["hex_data"] = data.ToString();
                break;
            case null when action["hex_data"] is null:
                action["hex_data"] = "";
                break;
        }
    }

    AbiSerializer? Serializer(JsonObject action) => Name.TryParse(action["account"]?.ToString(), out var account) ? _abis.For(account) : null;
}
