using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>How a chain reads a WebAuthn signature: the digest is the challenge, and the key recovered holds the relying party and what was seen of the user.</summary>
static class WebAuthn
{
    const int FlagsAt = 32;
    const byte UserPresent = 0x01;
    const byte UserVerified = 0x04;
    const string Scheme = "https://";

    /// <summary>The key that signed, with relying party and presence; null when the data does not belong together.</summary>
    public static PublicKey? Recover(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> authenticatorData, ReadOnlySpan<byte> clientData, in UInt256 r, in UInt256 s, int recoveryId)
    {
        if (authenticatorData.Length <= FlagsAt || RelyingPartyOf(clientData.ToArray(), digest) is not { } relyingParty)
        {
            return null;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(relyingParty), hash);
        if (!authenticatorData[..FlagsAt].SequenceEqual(hash))
        {
            return null;
        }

        SHA256.HashData(clientData, hash);
        var signed = SHA256.HashData([.. authenticatorData, .. hash]);
        var flags = authenticatorData[FlagsAt];
        var presence = (flags & UserVerified) != 0 ? UserPresence.Verified : (flags & UserPresent) != 0 ? UserPresence.Present : UserPresence.None;
        return EllipticCurve.Of(KeyType.WA).Recover(signed, r, s, recoveryId) is { } point ? PublicKey.FromWebAuthn(point, presence, relyingParty) : null;
    }

    static string? RelyingPartyOf(byte[] clientData, ReadOnlySpan<byte> digest)
    {
        try
        {
            using var json = JsonDocument.Parse(clientData);
            var challenge = Text(json.RootElement, "challenge").TrimEnd('=');
            var origin = Text(json.RootElement, "origin");
            if (Text(json.RootElement, "type") is not "webauthn.get" || !origin.StartsWith(Scheme, StringComparison.Ordinal)
                || !Base64Url.IsValid(challenge) || !Base64Url.DecodeFromChars(challenge).AsSpan().SequenceEqual(digest))
            {
                return null;
            }

            var host = origin[Scheme.Length..].Split(':', '/')[0];
            return host.Length > 0 ? host : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static string Text(JsonElement json, string field) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
