using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio.Tests.Eosjs;

/// <summary>A random ABI of structs with bases, variants, aliases, lists, optionals and binary extensions, and random values of its types.</summary>
sealed class RandomAbi
{
    public static readonly string[] BuiltIn =
    [
        "bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "int128", "uint128", "varint32", "varuint32", "float32", "float64", "float128",
        "name", "string", "bytes", "checksum160", "checksum256", "checksum512", "time_point", "time_point_sec", "block_timestamp_type", "symbol_code", "symbol", "asset",
        "extended_asset", "public_key", "signature",
    ];

    readonly Random _random;
    readonly Dictionary<string, Func<JsonNode?>> _values = new(StringComparer.Ordinal);

    public RandomAbi(int seed)
    {
        _random = new(seed);
        var types = new List<AbiType>();
        var variants = new List<AbiVariant>();
        var structs = new List<AbiStruct>();
        for (var i = 0; i < 12; i++)
        {
            switch (_random.Next(4))
            {
                case 0:
                    var alias = new AbiType($"alias{i}", AnyType());
                    types.Add(alias);
                    _values[alias.NewTypeName] = () => Value(alias.Type);
                    break;
                case 1:
                    string[] choices = [.. Enumerable.Range(0, 4).Select(_ => AnyType()).Distinct(StringComparer.Ordinal)];
                    variants.Add(new($"variant{i}", choices));
                    _values[$"variant{i}"] = () => choices[_random.Next(choices.Length)] is var choice ? new JsonArray(choice, Value(choice)) : null;
                    break;
                default:
                    structs.Add(Struct($"struct{i}", structs));
                    break;
            }
        }

        Abi = new() { Types = types, Variants = variants, Structs = structs };
    }

    public AbiDefinition Abi { get; }

    public IEnumerable<string> Types => BuiltIn.Concat(_values.Keys);

    public string AnyType()
    {
        var all = _values.Count > 0 && _random.Next(3) == 0 ? _values.Keys.ElementAt(_random.Next(_values.Count)) : BuiltIn[_random.Next(BuiltIn.Length)];
        return all + _random.Next(8) switch
        {
            0 => "[]",
            1 => "?",
            2 when _random.Next(3) == 0 => "[][]",
            _ => "",
        };
    }

    public JsonNode? Value(string type)
    {
        if (type.EndsWith("[]", StringComparison.Ordinal))
        {
            return new JsonArray([.. Enumerable.Range(0, _random.Next(4)).Select(_ => Value(type[..^2]))]);
        }

        if (type.EndsWith('?'))
        {
            return _random.Next(2) == 0 ? null : Value(type[..^1]);
        }

        return _values.TryGetValue(type, out var own) ? own() : Plain(type);
    }

    AbiStruct Struct(string name, List<AbiStruct> structs)
    {
        var parent = structs.Count > 0 && _random.Next(3) == 0 ? structs[_random.Next(structs.Count)] : null;
        var fields = Enumerable.Range(0, _random.Next(1, 5)).Select(i => new AbiField($"{name}_f{i}", AnyType())).ToArray();
        _values[name] = () =>
        {
            var value = parent is null ? new JsonObject() : Value(parent.Name)!.AsObject();
            foreach (var field in fields)
            {
                value[field.Name] = Value(field.Type);
            }

            return value;
        };
        return new(name, parent?.Name ?? "", fields);
    }

    JsonNode Plain(string type) => type switch
    {
        "bool" => _random.Next(2) == 0,
        "int8" => (int)(sbyte)Bits(),
        "uint8" => (int)(byte)Bits(),
        "int16" => (int)(short)Bits(),
        "uint16" => (int)(ushort)Bits(),
        "int32" or "varint32" => (int)Bits(),
        "uint32" or "varuint32" => (uint)Bits(),
        "int64" => ((long)Bits()).ToString(CultureInfo.InvariantCulture),
        "uint64" => Bits().ToString(CultureInfo.InvariantCulture),
        "int128" => new Int128(Bits(), Bits()).ToString(CultureInfo.InvariantCulture),
        "uint128" => new UInt128(Bits(), Bits()).ToString(CultureInfo.InvariantCulture),
        "float32" => Finite(() => (double)BitConverter.UInt32BitsToSingle((uint)Bits())),
        "float64" => Finite(() => BitConverter.UInt64BitsToDouble(Bits())),
        "float128" => Convert.ToHexString(Bytes(16)),
        "name" => new Name(Bits()).ToString(),
        "string" => Text(),
        "bytes" => Convert.ToHexString(Bytes(_random.Next(200))),
        "checksum160" => Convert.ToHexString(Bytes(20)),
        "checksum256" => Convert.ToHexString(Bytes(32)),
        "checksum512" => Convert.ToHexString(Bytes(64)),
        // Until 2255: JavaScript's numbers do not hold later microseconds.
        "time_point" => new TimePoint(_random.NextInt64(9_000_000_000_000) * 1000).ToString(),
        "time_point_sec" => new TimePointSec((uint)Bits()).ToString(),
        "block_timestamp_type" => new BlockTimestamp((uint)Bits()).ToString(),
        "symbol_code" => Code(),
        "symbol" => $"{_random.Next(19)},{Code()}",
        "asset" => Asset(),
        "extended_asset" => new JsonObject { ["quantity"] = Asset(), ["contract"] = new Name(Bits()).ToString() },
        "public_key" => Key(),
        "signature" => Signed(),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, message: null),
    };

    // Small numbers and those near the ends as often as any.
    ulong Bits() => _random.Next(4) switch
    {
        0 => (ulong)_random.Next(300),
        1 => ulong.MaxValue - (ulong)_random.Next(300),
        2 => (ulong)_random.NextInt64() >> _random.Next(64),
        _ => (ulong)_random.NextInt64(long.MinValue, long.MaxValue),
    };

    byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    static JsonNode Finite(Func<double> draw)
    {
        double value;
        do
        {
            value = draw();
        }
        while (!double.IsFinite(value));

        return value;
    }

    string Text()
    {
        var text = new StringBuilder();
        for (var i = _random.Next(20); i > 0; i--)
        {
            text.Append(new Rune(_random.Next(4) switch { 0 => 'a', 1 => _random.Next(0x80), 2 => _random.Next(0xa0, 0xd800), _ => _random.Next(0x1_0000, 0x11_0000) }).ToString());
        }

        return text.ToString();
    }

    string Code() => string.Concat(Enumerable.Range(0, _random.Next(1, 8)).Select(_ => (char)('A' + _random.Next(26))));

    string Asset() => new Asset((long)Bits(), new((byte)_random.Next(19), SymbolCode.Parse(Code()))).ToString();

    string Key() => _random.Next(3) switch
    {
        0 => PublicKey.FromCompressed(KeyType.K1, Bytes(33)).ToModernString(),
        1 => PublicKey.FromCompressed(KeyType.R1, Bytes(33)).ToString(),
        _ => PublicKey.FromWebAuthn(Bytes(33), (UserPresence)_random.Next(3), "wallet.example").ToString(),
    };

    string Signed() => (_random.Next(3) switch
    {
        0 => Signature.FromCompact(KeyType.K1, Bytes(65)),
        1 => Signature.FromCompact(KeyType.R1, Bytes(65)),
        _ => Signature.FromWebAuthn(Bytes(65), Bytes(37), "{}"),
    }).ToString();
}
