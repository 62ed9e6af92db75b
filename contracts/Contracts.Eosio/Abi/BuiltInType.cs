using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio;

delegate JsonNode? ReadBuiltIn(ref PackedReader reader);

/// <summary>A type every ABI has, with its two directions.</summary>
sealed record BuiltInType(Action<PackedWriter, JsonNode?> Write, ReadBuiltIn Read)
{
    public static readonly FrozenDictionary<string, BuiltInType> All = new Dictionary<string, BuiltInType>(StringComparer.Ordinal)
    {
        ["bool"] = new((w, j) => w.Bool(JsonRead.Bool(j, "bool")), (ref r) => r.Bool() ? 1 : 0),
        ["int8"] = new((w, j) => w.SByte(AbiNumber.Whole<sbyte>(j, "int8")), (ref r) => r.SByte()),
        ["uint8"] = new((w, j) => w.Byte(AbiNumber.Whole<byte>(j, "uint8")), (ref r) => r.Byte()),
        ["int16"] = new((w, j) => w.Int16(AbiNumber.Whole<short>(j, "int16")), (ref r) => r.Int16()),
        ["uint16"] = new((w, j) => w.UInt16(AbiNumber.Whole<ushort>(j, "uint16")), (ref r) => r.UInt16()),
        ["int32"] = new((w, j) => w.Int32(AbiNumber.Whole<int>(j, "int32")), (ref r) => r.Int32()),
        ["uint32"] = new((w, j) => w.UInt32(AbiNumber.Whole<uint>(j, "uint32")), (ref r) => r.UInt32()),
        ["int64"] = new((w, j) => w.Int64(AbiNumber.Whole<long>(j, "int64")), (ref r) => AbiNumber.ToJson(r.Int64())),
        ["uint64"] = new((w, j) => w.UInt64(AbiNumber.Whole<ulong>(j, "uint64")), (ref r) => AbiNumber.ToJson(r.UInt64())),
        ["int128"] = new((w, j) => w.Int128(AbiNumber.Whole<Int128>(j, "int128")), (ref r) => AbiNumber.ToJson(r.Int128())),
        ["uint128"] = new((w, j) => w.UInt128(AbiNumber.Whole<UInt128>(j, "uint128")), (ref r) => AbiNumber.ToJson(r.UInt128())),
        ["varint32"] = new((w, j) => w.VarInt32(AbiNumber.Whole<int>(j, "varint32")), (ref r) => r.VarInt32()),
        ["varuint32"] = new((w, j) => w.VarUInt32(AbiNumber.Whole<uint>(j, "varuint32")), (ref r) => r.VarUInt32()),
        ["float32"] = new((w, j) => w.Single(AbiNumber.Floating<float>(j, "float32")), (ref r) => AbiNumber.ToJson(r.Single())),
        ["float64"] = new((w, j) => w.Double(AbiNumber.Floating<double>(j, "float64")), (ref r) => AbiNumber.ToJson(r.Double())),
        ["float128"] = new(WriteFloat128, (ref r) => "0x" + Convert.ToHexStringLower(r.Raw(16))),
        ["name"] = new((w, j) => w.Name(Name.Parse(JsonRead.Text(j, "name"))), (ref r) => r.Name().ToString()),
        ["string"] = new((w, j) => w.String(JsonRead.Text(j, "string")), (ref r) => r.String()),
        ["bytes"] = new((w, j) => w.Bytes(Hex.Decode(JsonRead.Text(j, "bytes"), "bytes")), (ref r) => Convert.ToHexStringLower(r.Bytes())),
        ["checksum160"] = Checksum("checksum160", 20),
        ["checksum256"] = Checksum("checksum256", 32),
        ["checksum512"] = Checksum("checksum512", 64),
        ["time_point"] = new((w, j) => w.Int64(TimePoint.Parse(JsonRead.Text(j, "time_point")).Microseconds), (ref r) => new TimePoint(r.Int64()).ToString()),
        ["time_point_sec"] = new((w, j) => w.TimePointSec(TimePointSec.Parse(JsonRead.Text(j, "time_point_sec"))), (ref r) => r.TimePointSec().ToString()),
        ["block_timestamp_type"] = new(
            (w, j) => w.UInt32(BlockTimestamp.Parse(JsonRead.Text(j, "block_timestamp_type")).Slot),
            (ref r) => new BlockTimestamp(r.UInt32()).ToString()),
        ["symbol_code"] = new((w, j) => w.UInt64(SymbolCode.Parse(JsonRead.Text(j, "symbol_code")).Value), (ref r) => new SymbolCode(r.UInt64()).ToString()),
        ["symbol"] = new((w, j) => w.UInt64(Symbol.Parse(JsonRead.Text(j, "symbol")).Value), (ref r) => ReadSymbol(ref r).ToString()),
        ["asset"] = new((w, j) => WriteAsset(w, j), (ref r) => ReadAsset(ref r)),
        ["extended_asset"] = new(WriteExtendedAsset, ReadExtendedAsset),
        ["public_key"] = new((w, j) => w.PublicKey(PublicKey.Parse(JsonRead.Text(j, "public_key"))), (ref r) => r.PublicKey().ToString()),
        ["signature"] = new((w, j) => w.Signature(Signature.Parse(JsonRead.Text(j, "signature"))), (ref r) => r.Signature().ToString()),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    static BuiltInType Checksum(string type, int size) => new(
        (w, j) => w.Raw(Hex.Decode(JsonRead.Text(j, type), type, size)),
        (ref r) => Convert.ToHexStringLower(r.Raw(size)));

    static void WriteFloat128(PackedWriter writer, JsonNode? json)
    {
        var text = JsonRead.Text(json, "float128");
        writer.Raw(Hex.Decode(text.StartsWith("0x", StringComparison.Ordinal) ? text[2..] : text, "float128", 16));
    }

    static PackedWriter WriteAsset(PackedWriter writer, JsonNode? json)
    {
        var asset = Asset.Parse(JsonRead.Text(json, "asset"));
        return writer.Int64(asset.Amount).UInt64(asset.Symbol.Value);
    }

    static string ReadAsset(ref PackedReader reader) => new Asset(reader.Int64(), ReadSymbol(ref reader)).ToString();

    static Symbol ReadSymbol(ref PackedReader reader)
    {
        var symbol = new Symbol(reader.UInt64());
        return symbol.Precision <= Symbol.MaxPrecision
            ? symbol
            : throw new EosioFormatException($"A symbol has at most {Symbol.MaxPrecision} decimals, not {symbol.Precision}.");
    }

    static void WriteExtendedAsset(PackedWriter writer, JsonNode? json)
    {
        var body = JsonRead.Object(json, "extended_asset");
        WriteAsset(writer, body["quantity"]).Name(Name.Parse(JsonRead.Text(body["contract"], "contract")));
    }

    static JsonObject ReadExtendedAsset(ref PackedReader reader) => new()
    {
        ["quantity"] = ReadAsset(ref reader),
        ["contract"] = reader.Name().ToString(),
    };
}
