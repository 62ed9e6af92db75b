using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace LocalEnergyMarket.Contracts.Eosio;

[JsonSerializable(typeof(JsonObject))]
sealed partial class JsonContext : JsonSerializerContext;
