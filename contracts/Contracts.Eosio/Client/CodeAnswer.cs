using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>The answer of get_raw_abi: the hashes tell what is deployed.</summary>
/// <param name="CodeHash">SHA-256 of the wasm; zeros without code.</param>
/// <param name="Abi">Packed; empty without an ABI.</param>
public sealed record CodeAnswer(Checksum256 CodeHash, Checksum256 AbiHash, ReadOnlyMemory<byte> Abi)
{
    internal static CodeAnswer Read(JsonNode? json)
    {
        var answer = JsonRead.Object(json, "get_raw_abi");
        return new(answer.Checksum("code_hash"), answer.Checksum("abi_hash"), NodeBase64.Decode(JsonRead.OptionalText(answer, "abi"), "ABI"));
    }
}
