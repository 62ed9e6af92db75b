using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <param name="IsExtension">Binary extension (<c>$</c>): may be missing at the end of the data.</param>
/// <param name="IsOptional">May be left out in JSON.</param>
readonly record struct FieldNode(string Name, AbiNode Type, bool IsExtension, bool IsOptional);

/// <summary>A struct with the fields of its bases before its own.</summary>
sealed class StructNode(string name) : AbiNode
{
    public FieldNode[] Fields { get; set; } = [];

    public override void Write(PackedWriter writer, JsonNode? json, AbiWalk walk)
    {
        var body = JsonRead.Object(json, name);
        var given = 0;
        string? leftOut = null;
        var tail = walk.AtTail;
        walk.Descend();
        for (var i = 0; i < Fields.Length; i++)
        {
            ref readonly var field = ref Fields[i];
            var present = body.TryGetPropertyValue(field.Name, out var value);
            if (present)
            {
                given++;
            }
            else if (field.IsExtension)
            {
                leftOut = tail
                    ? leftOut ?? field.Name
                    : throw new EosioFormatException($"{name}: the binary extension '{field.Name}' is missing, which is possible at the end of the data only.");
                continue;
            }
            else if (!field.IsOptional)
            {
                throw new EosioFormatException($"{name}: field '{field.Name}' is missing.");
            }

            if (leftOut is not null)
            {
                throw new EosioFormatException($"{name}: '{field.Name}' is given, but the binary extension '{leftOut}' before it is missing.");
            }

            walk.AtTail = tail && i == Fields.Length - 1;
            walk.Field(field.Name);
            field.Type.Write(writer, value, walk);
            walk.StepBack();
        }

        if (given != body.Count)
        {
            var unknown = body.First(property => Fields.All(field => !string.Equals(field.Name, property.Key, StringComparison.Ordinal)));
            throw new EosioFormatException($"{name} has no field '{unknown.Key}'.");
        }

        walk.AtTail = tail;
        walk.Ascend();
    }

    public override JsonNode? Read(ref PackedReader reader, AbiWalk walk)
    {
        var body = new JsonObject();
        walk.Descend();
        foreach (ref readonly var field in Fields.AsSpan())
        {
            if (reader.Remaining == 0 && field.IsExtension)
            {
                break;
            }

            walk.Field(field.Name);
            body.Add(field.Name, field.Type.Read(ref reader, walk));
            walk.StepBack();
        }

        walk.Ascend();
        return body;
    }
}
