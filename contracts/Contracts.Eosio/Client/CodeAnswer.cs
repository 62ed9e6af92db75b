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
        return new(answer.Checksum("code_hash"), answer.Checksum("abi_hash"), Base64(JsonRead.OptionalText(answer, "abi")));
    }

    /// <summary>nodeos up to Leap 4 writes one '=' too many.</summary>
    static byte[] Base64(string text)
    {
        var digits = text.TrimEnd('=');
        try
        {
            return Convert.FromBase64String(digits.PadRight((digits.Length + 3) / 4 * 4, '='));
        }
        catch (FormatException notBase64)
        {
            throw new EosioFormatException("The ABI in the answer is not base64.", notBase64);
        }
    }
}
