using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>
/// JSON to packed bytes and back by an ABI, in nodeos' conventions: integers above 32 bits as strings, bool as 1 and 0, variants as
/// <c>[type, value]</c>, missing binary extensions (<c>$</c>) left out. Errors name the field.
/// </summary>
public sealed class AbiSerializer
{
    /// <summary>nodeos' own limit.</summary>
    const int MaxDepth = 32;

    readonly FrozenDictionary<string, string> _aliases;
    readonly FrozenDictionary<string, AbiStruct> _structs;
    readonly FrozenDictionary<string, AbiVariant> _variants;

    /// <exception cref="EosioFormatException">A name is declared twice, or a type is not known.</exception>
    public AbiSerializer(AbiDefinition abi)
    {
        ArgumentNullException.ThrowIfNull(abi);
        Abi = abi;
        try
        {
            _aliases = abi.Types.ToFrozenDictionary(t => t.NewTypeName, t => t.Type, StringComparer.Ordinal);
            _structs = abi.Structs.ToFrozenDictionary(s => s.Name, StringComparer.Ordinal);
            _variants = abi.Variants.ToFrozenDictionary(v => v.Name, StringComparer.Ordinal);
        }
        catch (ArgumentException twice)
        {
            throw new EosioFormatException($"The ABI declares a name twice: {twice.Message}", twice);
        }

        var used = abi.Structs.SelectMany(s => s.Fields.Select(f => f.Type).Append(s.Base)).Where(type => type.Length > 0)
            .Concat(abi.Types.Select(t => t.Type))
            .Concat(abi.Variants.SelectMany(v => v.Types))
            .Concat(abi.Actions.Select(a => a.Type))
            .Concat(abi.Tables.Select(t => t.Type))
            .Concat(abi.ActionResults.Select(r => r.ResultType));
        foreach (var type in used)
        {
            CheckKnown(type);
        }
    }

    public AbiDefinition Abi { get; }

    /// <exception cref="EosioFormatException">The ABI has no such action, or the data does not fit.</exception>
    public byte[] PackAction(Name action, JsonNode? data) => Pack(ActionType(action), data);

    /// <exception cref="EosioFormatException">The ABI has no such action, or the data does not fit.</exception>
    public JsonNode? UnpackAction(Name action, ReadOnlySpan<byte> data) => Unpack(ActionType(action), data);

    /// <exception cref="EosioFormatException">The ABI has no such table, or the data does not fit.</exception>
    public JsonNode? UnpackRow(Name table, ReadOnlySpan<byte> data) =>
        Unpack(Abi.Table(table)?.Type ?? throw new EosioFormatException($"Table {table} is not in the ABI."), data);

    /// <summary>An action's return value; null when the ABI says nothing of it.</summary>
    /// <exception cref="EosioFormatException">The data does not fit.</exception>
    public JsonNode? UnpackResult(Name action, ReadOnlySpan<byte> data) =>
        Abi.ActionResults.FirstOrDefault(result => result.Name == action) is { } found ? Unpack(found.ResultType, data) : null;

    /// <exception cref="EosioFormatException">The type is not known, or the data does not fit.</exception>
    public byte[] Pack(string type, JsonNode? data)
    {
        var writer = new PackedWriter();
        Write(writer, type, data, 0);
        return writer.ToArray();
    }

    /// <exception cref="EosioFormatException">The type is not known, the data does not fit, or bytes are left over.</exception>
    public JsonNode? Unpack(string type, ReadOnlySpan<byte> data)
    {
        var reader = new PackedReader(data);
        var value = Unpack(type, ref reader);
        reader.End();
        return value;
    }

    /// <summary>Reads one value and leaves what follows it.</summary>
    /// <exception cref="EosioFormatException">The type is not known, or the data does not fit.</exception>
    public JsonNode? Unpack(string type, ref PackedReader reader) => Read(ref reader, type, 0);

    string ActionType(Name action) => Abi.Action(action)?.Type ?? throw new EosioFormatException($"Action {action} is not in the ABI.");

    void CheckKnown(string type)
    {
        var form = TypeForm.Of(type);
        for (var depth = 0; form.Kind != TypeKind.Single || _aliases.ContainsKey(form.Inner); depth++)
        {
            CheckDepth(depth, type);
            form = TypeForm.Of(_aliases.GetValueOrDefault(form.Inner, form.Inner));
        }

        if (!BuiltInType.All.ContainsKey(form.Inner) && !_structs.ContainsKey(form.Inner) && !_variants.ContainsKey(form.Inner))
        {
            throw new EosioFormatException($"Type '{type}' is not in the ABI.");
        }
    }

    void Write(PackedWriter writer, string type, JsonNode? data, int depth)
    {
        CheckDepth(depth, type);
        var form = TypeForm.Of(type);
        switch (form.Kind)
        {
            case TypeKind.Array or TypeKind.FixedArray:
                WriteArray(writer, form, data, depth);
                return;
            case TypeKind.Optional:
                writer.Bool(data is not null);
                if (data is not null)
                {
                    Write(writer, form.Inner, data, depth + 1);
                }

                return;
            case TypeKind.Extension:
                Write(writer, form.Inner, data, depth + 1);
                return;
        }

        if (_aliases.TryGetValue(type, out var aliased))
        {
            Write(writer, aliased, data, depth + 1);
        }
        else if (BuiltInType.All.TryGetValue(type, out var builtIn))
        {
            builtIn.Write(writer, data);
        }
        else if (_variants.TryGetValue(type, out var variant))
        {
            WriteVariant(writer, variant, data, depth);
        }
        else
        {
            var body = JsonRead.Object(data, type);
            var known = new HashSet<string>(StringComparer.Ordinal);
            WriteFields(writer, Struct(type), body, known, depth);
            if (body.Select(field => field.Key).FirstOrDefault(key => !known.Contains(key)) is { } unknown)
            {
                throw new EosioFormatException($"{type} has no field '{unknown}'.");
            }
        }
    }

    void WriteArray(PackedWriter writer, TypeForm form, JsonNode? data, int depth)
    {
        var items = JsonRead.Array(data, $"{form.Inner}[]");
        if (form.Kind == TypeKind.Array)
        {
            writer.VarUInt32((uint)items.Count);
        }
        else if (items.Count != form.Size)
        {
            throw new EosioFormatException(string.Create(CultureInfo.InvariantCulture, $"{form.Size} elements of {form.Inner} expected, found {items.Count}."));
        }

        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            Within(i.ToString(CultureInfo.InvariantCulture), () => Write(writer, form.Inner, item, depth + 1));
        }
    }

    void WriteVariant(PackedWriter writer, AbiVariant variant, JsonNode? data, int depth)
    {
        if (JsonRead.Array(data, variant.Name) is not [var selected, var value])
        {
            throw new EosioFormatException($"{variant.Name}: an array of type and value expected.");
        }

        var type = JsonRead.Text(selected, variant.Name);
        var index = variant.Types.Index().FirstOrDefault(t => string.Equals(t.Item, type, StringComparison.Ordinal), (Index: -1, Item: "")).Index;
        if (index < 0)
        {
            throw new EosioFormatException($"{variant.Name} cannot be a '{type}': {string.Join(", ", variant.Types)} expected.");
        }

        Within(type, () => Write(writer.VarUInt32((uint)index), type, value, depth + 1));
    }

    void WriteFields(PackedWriter writer, AbiStruct type, JsonObject data, HashSet<string> known, int depth)
    {
        CheckDepth(depth, type.Name);
        if (type.Base.Length > 0)
        {
            WriteFields(writer, Struct(Resolve(type.Base)), data, known, depth + 1);
        }

        var extensionsEnded = false;
        foreach (var field in type.Fields)
        {
            known.Add(field.Name);
            var present = data.TryGetPropertyValue(field.Name, out var value);
            if (!present && TypeForm.Of(field.Type).Kind == TypeKind.Extension)
            {
                extensionsEnded = true;
                continue;
            }

            if (extensionsEnded)
            {
                throw new EosioFormatException($"{type.Name}: '{field.Name}' is given, but a binary extension before it is missing.");
            }

            if (!present && TypeForm.Of(field.Type).Kind != TypeKind.Optional)
            {
                throw new EosioFormatException($"{type.Name}: field '{field.Name}' is missing.");
            }

            Within(field.Name, () => Write(writer, field.Type, value, depth + 1));
        }
    }

    JsonNode? Read(ref PackedReader reader, string type, int depth)
    {
        CheckDepth(depth, type);
        var form = TypeForm.Of(type);
        switch (form.Kind)
        {
            case TypeKind.Array or TypeKind.FixedArray:
                var items = new JsonArray();
                for (var left = form.Kind == TypeKind.Array ? reader.Count() : FixedCount(form, reader.Remaining); left > 0; left--)
                {
                    items.Add(Read(ref reader, form.Inner, depth + 1));
                }

                return items;
            case TypeKind.Optional:
                return reader.Bool() ? Read(ref reader, form.Inner, depth + 1) : null;
            case TypeKind.Extension:
                return Read(ref reader, form.Inner, depth + 1);
        }

        if (_aliases.TryGetValue(type, out var aliased))
        {
            return Read(ref reader, aliased, depth + 1);
        }

        if (BuiltInType.All.TryGetValue(type, out var builtIn))
        {
            return builtIn.Read(ref reader);
        }

        if (_variants.TryGetValue(type, out var variant))
        {
            var index = reader.VarUInt32();
            return index < variant.Types.Count
                ? new JsonArray(variant.Types[(int)index], Read(ref reader, variant.Types[(int)index], depth + 1))
                : throw new EosioFormatException($"{variant.Name} has no type number {index}.");
        }

        var body = new JsonObject();
        ReadFields(ref reader, Struct(type), body, depth);
        return body;
    }

    void ReadFields(ref PackedReader reader, AbiStruct type, JsonObject body, int depth)
    {
        CheckDepth(depth, type.Name);
        if (type.Base.Length > 0)
        {
            ReadFields(ref reader, Struct(Resolve(type.Base)), body, depth + 1);
        }

        foreach (var field in type.Fields)
        {
            if (reader.Remaining == 0 && TypeForm.Of(field.Type).Kind == TypeKind.Extension)
            {
                continue;
            }

            try
            {
                body[field.Name] = Read(ref reader, field.Type, depth + 1);
            }
            catch (EosioFormatException inner)
            {
                throw new EosioFormatException($"{field.Name}: {inner.Message}", inner);
            }
        }
    }

    string Resolve(string type)
    {
        for (var depth = 0; _aliases.TryGetValue(type, out var aliased); depth++)
        {
            CheckDepth(depth, type);
            type = aliased;
        }

        return type;
    }

    AbiStruct Struct(string type) => _structs.GetValueOrDefault(type) ?? throw new EosioFormatException($"Type '{type}' is not in the ABI.");

    /// <summary>Even empty elements are bounded by the bytes left: nested fixed arrays of them would otherwise never end.</summary>
    static int FixedCount(TypeForm form, int remaining) => form.Size <= remaining
        ? form.Size
        : throw new EosioFormatException(string.Create(CultureInfo.InvariantCulture, $"{form.Size} elements of {form.Inner} expected, but only {remaining} bytes are left."));

    static void Within(string place, Action write)
    {
        try
        {
            write();
        }
        catch (EosioFormatException inner)
        {
            throw new EosioFormatException($"{place}: {inner.Message}", inner);
        }
    }

    static void CheckDepth(int depth, string type)
    {
        if (depth > MaxDepth)
        {
            throw new EosioFormatException($"The type '{type}' is nested more than {MaxDepth} deep.");
        }
    }
}
