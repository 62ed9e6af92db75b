using System.Globalization;

namespace LocalEnergyMarket.Contracts.Eosio;

enum TypeKind
{
    Single,
    Array,
    FixedArray,
    Optional,
    Extension,
}

/// <summary>A type's outermost suffix: <c>[]</c>, <c>[3]</c>, <c>?</c>, <c>$</c>.</summary>
readonly record struct TypeForm(TypeKind Kind, string Inner, int Size)
{
    const int MaxFixedSize = 65536;

    public static TypeForm Of(string type)
    {
        if (type.EndsWith("[]", StringComparison.Ordinal))
        {
            return new(TypeKind.Array, type[..^2], 0);
        }

        if (type.EndsWith('?'))
        {
            return new(TypeKind.Optional, type[..^1], 0);
        }

        if (type.EndsWith('$'))
        {
            return new(TypeKind.Extension, type[..^1], 0);
        }

        if (!type.EndsWith(']'))
        {
            return new(TypeKind.Single, type, 0);
        }

        var open = type.LastIndexOf('[');
        return open > 0 && int.TryParse(type.AsSpan(open + 1, type.Length - open - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is > 0 and <= MaxFixedSize
            ? new(TypeKind.FixedArray, type[..open], size)
            : throw new EosioFormatException($"'{type}' is not a type: the size of an array is a number from 1 to {MaxFixedSize}.");
    }
}
