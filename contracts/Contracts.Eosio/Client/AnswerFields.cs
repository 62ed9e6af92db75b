using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>Fields of nodeos' answers.</summary>
static class AnswerFields
{
    public static Checksum256 Checksum(this JsonObject json, string field) => Checksum256.Parse(JsonRead.Text(json[field], field));

    public static Checksum256? OptionalChecksum(this JsonObject json, string field) => json[field] is null ? null : json.Checksum(field);

    public static uint Number(this JsonObject json, string field) => (uint)JsonRead.Number(json[field], field, uint.MaxValue);

    public static uint? OptionalNumber(this JsonObject json, string field) => json[field] is null ? null : json.Number(field);

    public static Name Name(this JsonObject json, string field) => Eosio.Name.Parse(JsonRead.Text(json[field], field));

    public static DateTimeOffset Time(this JsonObject json, string field) => EosioTime.Parse(JsonRead.Text(json[field], field));

    public static DateTimeOffset? OptionalTime(this JsonObject json, string field) => json[field] is null ? null : json.Time(field);

    public static byte[] Bytes(this JsonObject json, string field) => json[field] is { } node ? Hex.Decode(JsonRead.Text(node, field), field) : [];

    public static T[] List<T>(this JsonObject json, string field, Func<JsonObject, T> read) =>
        json[field] is { } list ? [.. JsonRead.Array(list, field).Select(item => read(JsonRead.Object(item, field)))] : [];
}
