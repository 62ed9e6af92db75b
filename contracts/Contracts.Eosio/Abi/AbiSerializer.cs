using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>
/// JSON to packed bytes and back by an ABI, in nodeos' conventions: integers above 32 bits as strings, bool as 1 and 0, variants as
/// <c>[type, value]</c>, missing binary extensions (<c>$</c>) left out. Errors name the field, as in <c>bids[2].price</c>. ABIs and data from strangers are
/// safe: at most 32 levels, 1,048,576 values, and 64 values a byte. Usable from several threads.
/// </summary>
public sealed class AbiSerializer
{
    readonly AbiTypes _types;
    readonly Dictionary<Name, (string Type, AbiNode Node)> _actions;
    readonly Dictionary<Name, (string Type, AbiNode Node)> _tables;
    readonly Dictionary<Name, (string Type, AbiNode Node)> _results;

    /// <exception cref="EosioFormatException">A name is declared twice, or a type is not known.</exception>
    public AbiSerializer(AbiDefinition abi)
    {
        ArgumentNullException.ThrowIfNull(abi);
        Abi = abi;
        _types = new(abi);
        _actions = Named(abi.Actions, action => (action.Name, action.Type), "action");
        _tables = Named(abi.Tables, table => (table.Name, table.Type), "table");
        _results = Named(abi.ActionResults, result => (result.Name, result.ResultType), "action result");
    }

    public AbiDefinition Abi { get; }

    /// <exception cref="EosioFormatException">The ABI has no such action, or the data does not fit.</exception>
    public byte[] PackAction(Name action, JsonNode? data) => Pack(Find(_actions, action, "Action"), data);

    /// <exception cref="EosioFormatException">The ABI has no such action, or the data does not fit.</exception>
    public JsonNode? UnpackAction(Name action, ReadOnlySpan<byte> data) => Unpack(Find(_actions, action, "Action"), data);

    /// <exception cref="EosioFormatException">The ABI has no such table, or the data does not fit.</exception>
    public byte[] PackRow(Name table, JsonNode? data) => Pack(Find(_tables, table, "Table"), data);

    /// <exception cref="EosioFormatException">The ABI has no such table, or the data does not fit.</exception>
    public JsonNode? UnpackRow(Name table, ReadOnlySpan<byte> data) => Unpack(Find(_tables, table, "Table"), data);

    /// <summary>An action's return value; null when the ABI says nothing of it.</summary>
    /// <exception cref="EosioFormatException">The data does not fit.</exception>
    public JsonNode? UnpackResult(Name action, ReadOnlySpan<byte> data) => _results.TryGetValue(action, out var type) ? Unpack(type, data) : null;

    /// <exception cref="EosioFormatException">The type is not known, or the data does not fit.</exception>
    public byte[] Pack(string type, JsonNode? data) => Pack((type, _types.Resolve(type)), data);

    /// <exception cref="EosioFormatException">The type is not known, the data does not fit, or bytes are left over.</exception>
    public JsonNode? Unpack(string type, ReadOnlySpan<byte> data) => Unpack((type, _types.Resolve(type)), data);

    /// <summary>Reads one value and leaves what follows it.</summary>
    /// <exception cref="EosioFormatException">The type is not known, or the data does not fit.</exception>
    public JsonNode? Unpack(string type, ref PackedReader reader) => Unpack((type, _types.Resolve(type)), ref reader);

    static byte[] Pack((string Type, AbiNode Node) type, JsonNode? data)
    {
        var writer = new PackedWriter();
        var walk = new AbiWalk();
        try
        {
            type.Node.Write(writer, data, walk);
        }
        catch (EosioFormatException inner)
        {
            throw walk.At(type.Type, inner);
        }

        return writer.ToArray();
    }

    static JsonNode? Unpack((string Type, AbiNode Node) type, ReadOnlySpan<byte> data)
    {
        var reader = new PackedReader(data);
        var value = Unpack(type, ref reader);
        reader.End();
        return value;
    }

    static JsonNode? Unpack((string Type, AbiNode Node) type, ref PackedReader reader)
    {
        var walk = new AbiWalk(reader.Remaining);
        try
        {
            return type.Node.Read(ref reader, walk);
        }
        catch (EosioFormatException inner)
        {
            throw walk.At(type.Type, inner);
        }
    }

    static (string Type, AbiNode Node) Find(Dictionary<Name, (string Type, AbiNode Node)> among, Name name, string what) =>
        among.TryGetValue(name, out var found) ? found : throw new EosioFormatException($"{what} {name} is not in the ABI.");

    Dictionary<Name, (string Type, AbiNode Node)> Named<T>(IReadOnlyList<T> items, Func<T, (Name Name, string Type)> of, string what)
    {
        var named = new Dictionary<Name, (string, AbiNode)>(items.Count);
        foreach (var (name, type) in items.Select(of))
        {
            if (!named.TryAdd(name, (type, _types.Resolve(type))))
            {
                throw new EosioFormatException($"The ABI declares the {what} {name} twice.");
            }
        }

        return named;
    }
}
