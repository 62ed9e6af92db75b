using System.Globalization;
using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>A type of an ABI, resolved: names are looked up once, when the ABI is read.</summary>
abstract class AbiNode
{
    public abstract void Write(PackedWriter writer, JsonNode? json, AbiWalk walk);

    public abstract JsonNode? Read(ref PackedReader reader, AbiWalk walk);
}

sealed class BuiltInNode(BuiltInType type) : AbiNode
{
    public override void Write(PackedWriter writer, JsonNode? json, AbiWalk walk) => type.Write(writer, json);

    public override JsonNode? Read(ref PackedReader reader, AbiWalk walk) => type.Read(ref reader);
}

sealed class OptionalNode(AbiNode inner) : AbiNode
{
    public override void Write(PackedWriter writer, JsonNode? json, AbiWalk walk)
    {
        writer.Bool(json is not null);
        if (json is not null)
        {
            walk.Descend();
            inner.Write(writer, json, walk);
            walk.Ascend();
        }
    }

    public override JsonNode? Read(ref PackedReader reader, AbiWalk walk)
    {
        if (!reader.Bool())
        {
            return null;
        }

        walk.Descend();
        var value = inner.Read(ref reader, walk);
        walk.Ascend();
        return value;
    }
}

/// <param name="size">The number of elements of a fixed array; null for a list, which has its length before it.</param>
sealed class ArrayNode(string type, AbiNode inner, int? size) : AbiNode
{
    public override void Write(PackedWriter writer, JsonNode? json, AbiWalk walk)
    {
        var items = JsonRead.Array(json, type);
        if (size is null)
        {
            writer.VarUInt32((uint)items.Count);
        }
        else if (items.Count != size)
        {
            throw new EosioFormatException(string.Create(CultureInfo.InvariantCulture, $"{type} has {size} elements, found {items.Count}."));
        }

        walk.Descend();
        var tail = walk.AtTail;
        walk.AtTail = false;
        for (var i = 0; i < items.Count; i++)
        {
            walk.Element(i);
            inner.Write(writer, items[i], walk);
            walk.StepBack();
        }

        walk.AtTail = tail;
        walk.Ascend();
    }

    public override JsonNode? Read(ref PackedReader reader, AbiWalk walk)
    {
        var count = size ?? reader.Count();
        var items = new JsonArray();
        walk.Descend();
        for (var i = 0; i < count; i++)
        {
            walk.Element(i);
            items.Add(inner.Read(ref reader, walk));
            walk.StepBack();
        }

        walk.Ascend();
        return items;
    }
}

/// <summary>In JSON an array of the type's name and the value.</summary>
sealed class VariantNode(AbiVariant variant) : AbiNode
{
    public AbiNode[] Types { get; } = new AbiNode[variant.Types.Count];

    public override void Write(PackedWriter writer, JsonNode? json, AbiWalk walk)
    {
        if (JsonRead.Array(json, variant.Name) is not [var selected, var value])
        {
            throw new EosioFormatException($"{variant.Name}: an array of type and value expected.");
        }

        var type = JsonRead.Text(selected, variant.Name);
        for (var i = 0; i < Types.Length; i++)
        {
            if (string.Equals(variant.Types[i], type, StringComparison.Ordinal))
            {
                walk.Variant(type);
                walk.Descend();
                Types[i].Write(writer.VarUInt32((uint)i), value, walk);
                walk.Ascend();
                walk.StepBack();
                return;
            }
        }

        throw new EosioFormatException($"{variant.Name} cannot be a '{type}': {string.Join(", ", variant.Types)} expected.");
    }

    public override JsonNode? Read(ref PackedReader reader, AbiWalk walk)
    {
        var index = reader.VarUInt32();
        if (index >= (uint)Types.Length)
        {
            throw new EosioFormatException($"{variant.Name} has no type number {index}.");
        }

        var type = variant.Types[(int)index];
        walk.Variant(type);
        walk.Descend();
        var value = Types[(int)index].Read(ref reader, walk);
        walk.Ascend();
        walk.StepBack();
        return new JsonArray(type, value);
    }
}
