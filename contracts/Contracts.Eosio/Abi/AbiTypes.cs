using System.Collections.Frozen;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>
/// The types of an ABI, checked as nodeos checks them at <c>setabi</c>: names declared once and known, no circle of aliases or bases. Nothing recurses over
/// the ABI, so that one from a stranger cannot exhaust the stack.
/// </summary>
sealed class AbiTypes
{
    static readonly FrozenDictionary<string, AbiNode> BuiltIn =
        BuiltInType.All.ToFrozenDictionary(type => type.Key, AbiNode (type) => new BuiltInNode(type.Value), StringComparer.Ordinal);

    readonly Dictionary<string, string> _aliases;
    readonly Dictionary<string, AbiStruct> _declared;
    readonly Dictionary<string, StructNode> _structs;
    readonly Dictionary<string, VariantNode> _variants;

    /// <exception cref="EosioFormatException">A name is declared twice, a type is not known, or types go in a circle.</exception>
    public AbiTypes(AbiDefinition abi)
    {
        _aliases = Distinct(abi.Types, type => type.NewTypeName, type => type.Type, "type");
        _declared = Distinct(abi.Structs, type => type.Name, type => type, "struct");
        _structs = Distinct(abi.Structs, type => type.Name, type => new StructNode(type.Name), "struct");
        _variants = Distinct(abi.Variants, type => type.Name, type => new VariantNode(type), "variant");
        if (_aliases.Keys.FirstOrDefault(name => BuiltIn.ContainsKey(name) || _structs.ContainsKey(name) || _variants.ContainsKey(name)) is { } twice)
        {
            throw new EosioFormatException($"The ABI declares the type '{twice}' twice, or again what every ABI has.");
        }

        foreach (var type in abi.Types)
        {
            Resolve(type.Type);
        }

        foreach (var type in abi.Variants)
        {
            var node = _variants[type.Name];
            for (var i = 0; i < node.Types.Length; i++)
            {
                node.Types[i] = Resolve(type.Types[i]);
            }
        }

        foreach (var type in abi.Structs)
        {
            _structs[type.Name].Fields = Fields(type);
        }
    }

    /// <exception cref="EosioFormatException">Not a type of this ABI.</exception>
    public AbiNode Resolve(string type) => Resolve(type, 0);

    static Dictionary<string, T> Distinct<TItem, T>(IEnumerable<TItem> items, Func<TItem, string> name, Func<TItem, T> value, string what)
    {
        var distinct = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (!distinct.TryAdd(name(item), value(item)))
            {
                throw new EosioFormatException($"The ABI declares the {what} '{name(item)}' twice.");
            }
        }

        return distinct;
    }

    AbiNode Resolve(string type, int depth)
    {
        if (depth > AbiWalk.MaxDepth)
        {
            throw new EosioFormatException($"The type '{type}' goes in a circle, or is nested more than {AbiWalk.MaxDepth} deep.");
        }

        if (_aliases.TryGetValue(type, out var other))
        {
            return Resolve(other, depth + 1);
        }

        if (BuiltIn.TryGetValue(type, out var builtIn))
        {
            return builtIn;
        }

        if (_structs.TryGetValue(type, out var structure))
        {
            return structure;
        }

        if (_variants.TryGetValue(type, out var variant))
        {
            return variant;
        }

        var form = TypeForm.Of(type);
        return form.Kind switch
        {
            TypeKind.Array => new ArrayNode(type, Resolve(form.Inner, depth + 1), size: null),
            TypeKind.FixedArray => new ArrayNode(type, Resolve(form.Inner, depth + 1), form.Size),
            TypeKind.Optional => new OptionalNode(Resolve(form.Inner, depth + 1)),
            TypeKind.Extension => throw new EosioFormatException($"'{type}': only a struct's field can be a binary extension ($), as the last sign of its type."),
            _ => throw new EosioFormatException($"Type '{type}' is not in the ABI."),
        };
    }

    FieldNode[] Fields(AbiStruct type)
    {
        var chain = new List<AbiStruct> { type };
        while (chain[^1].Base.Length > 0)
        {
            if (chain.Count > AbiWalk.MaxDepth)
            {
                throw new EosioFormatException($"The bases of struct '{type.Name}' go in a circle, or are more than {AbiWalk.MaxDepth}.");
            }

            chain.Add(_declared.GetValueOrDefault(Unaliased(chain[^1].Base)) ?? throw new EosioFormatException($"'{chain[^1].Base}', the base of struct '{chain[^1].Name}', is not a struct of the ABI."));
        }

        chain.Reverse();
        var fields = chain.SelectMany(part => part.Fields).Select(Field).ToArray();
        return fields.DistinctBy(field => field.Name, StringComparer.Ordinal).Count() == fields.Length
            ? fields
            : throw new EosioFormatException($"Struct '{type.Name}' has two fields of the same name.");
    }

    FieldNode Field(AbiField field)
    {
        var form = TypeForm.Of(field.Type);
        var type = form.Kind == TypeKind.Extension ? form.Inner : field.Type;
        return new(field.Name, Resolve(type), form.Kind == TypeKind.Extension, TypeForm.Of(type).Kind == TypeKind.Optional);
    }

    string Unaliased(string type)
    {
        for (var depth = 0; depth <= AbiWalk.MaxDepth && _aliases.TryGetValue(type, out var other); depth++)
        {
            type = other;
        }

        return type;
    }
}
