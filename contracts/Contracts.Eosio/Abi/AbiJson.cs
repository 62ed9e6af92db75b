using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>An ABI's JSON form: what compilers write and <c>get_abi</c> gives. Key-value tables, which no current chain has, are passed over.</summary>
public static class AbiJson
{
    /// <exception cref="EosioFormatException">Not an ABI.</exception>
    public static AbiDefinition Parse(string json)
    {
        try
        {
            return Read(JsonNode.Parse(json));
        }
        catch (JsonException notJson)
        {
            throw new EosioFormatException($"The ABI is not JSON: {notJson.Message}", notJson);
        }
    }

    /// <exception cref="EosioFormatException">Not an ABI.</exception>
    public static AbiDefinition Read(JsonNode? json)
    {
        var abi = JsonRead.Object(json, "ABI");
        var version = JsonRead.Text(abi["version"], "version");
        AbiDefinition.CheckVersion(version);
        return new()
        {
            Version = version,
            Types = List(abi, "types", t => new AbiType(Text(t, "new_type_name"), Text(t, "type"))),
            Structs = List(abi, "structs", s => new AbiStruct(
                Text(s, "name"),
                JsonRead.OptionalText(s, "base"),
                List(s, "fields", f => new AbiField(Text(f, "name"), Text(f, "type"))))),
            Actions = List(abi, "actions", a => new AbiAction(
                Name.Parse(Text(a, "name")),
                Text(a, "type"),
                JsonRead.OptionalText(a, "ricardian_contract"))),
            Tables = List(abi, "tables", t => new AbiTable(
                Name.Parse(Text(t, "name")),
                JsonRead.OptionalText(t, "index_type"),
                Strings(t, "key_names"),
                Strings(t, "key_types"),
                Text(t, "type"))),
            RicardianClauses = List(abi, "ricardian_clauses", c => new AbiClause(Text(c, "id"), Text(c, "body"))),
            ErrorMessages = List(abi, "error_messages", e => new AbiErrorMessage(JsonRead.Number(e, "error_code"), Text(e, "error_msg"))),
            Extensions = [.. (abi["abi_extensions"] as JsonArray ?? []).Select(TransactionJson.ReadExtension)],
            Variants = List(abi, "variants", v => new AbiVariant(Text(v, "name"), Strings(v, "types"))),
            ActionResults = List(abi, "action_results", r => new AbiActionResult(Name.Parse(Text(r, "name")), Text(r, "result_type"))),
        };
    }

    public static JsonObject ToJson(this AbiDefinition abi)
    {
        ArgumentNullException.ThrowIfNull(abi);
        return new()
        {
            ["version"] = abi.Version,
            ["types"] = Array(abi.Types, t => new() { ["new_type_name"] = t.NewTypeName, ["type"] = t.Type }),
            ["structs"] = Array(abi.Structs, s => new()
            {
                ["name"] = s.Name,
                ["base"] = s.Base,
                ["fields"] = Array(s.Fields, f => new() { ["name"] = f.Name, ["type"] = f.Type }),
            }),
            ["actions"] = Array(abi.Actions, a => new()
            {
                ["name"] = a.Name.ToString(),
                ["type"] = a.Type,
                ["ricardian_contract"] = a.RicardianContract,
            }),
            ["tables"] = Array(abi.Tables, t => new()
            {
                ["name"] = t.Name.ToString(),
                ["index_type"] = t.IndexType,
                ["key_names"] = Array(t.KeyNames),
                ["key_types"] = Array(t.KeyTypes),
                ["type"] = t.Type,
            }),
            ["ricardian_clauses"] = Array(abi.RicardianClauses, c => new() { ["id"] = c.Id, ["body"] = c.Body }),
            ["error_messages"] = Array(abi.ErrorMessages, e => new() { ["error_code"] = AbiNumber.ToJson(e.Code), ["error_msg"] = e.Message }),
            ["abi_extensions"] = abi.Extensions.ToJson(),
            ["variants"] = Array(abi.Variants, v => new() { ["name"] = v.Name, ["types"] = Array(v.Types) }),
            ["action_results"] = Array(abi.ActionResults, r => new() { ["name"] = r.Name.ToString(), ["result_type"] = r.ResultType }),
        };
    }

    static string Text(JsonObject json, string field) => JsonRead.Text(json[field], field);

    static T[] List<T>(JsonObject json, string field, Func<JsonObject, T> read) =>
        json[field] is { } list ? [.. JsonRead.Array(list, field).Select(item => read(JsonRead.Object(item, field)))] : [];

    static string[] Strings(JsonObject json, string field) =>
        json[field] is { } list ? [.. JsonRead.Array(list, field).Select(item => JsonRead.Text(item, field))] : [];

    static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonObject> write) => new([.. items.Select(item => (JsonNode)write(item))]);

    static JsonArray Array(IEnumerable<string> items) => new([.. items.Select(item => (JsonNode)item)]);
}
