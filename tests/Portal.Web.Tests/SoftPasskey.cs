using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace LocalEnergyMarket.Portal.Web.Tests;

/// <summary>
/// A browser and its authenticator in code (WebAuthn Level 3, 6 and 7), so that a test may lie at every place: one discoverable ES256
/// credential, attestation "none".
/// </summary>
sealed class SoftPasskey : IDisposable
{
    const byte UserPresent = 0x01;
    const byte UserVerified = 0x04;
    const byte AttestedData = 0x40;

    readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly byte[] _id = RandomNumberGenerator.GetBytes(32);
    string _userHandle = "";
    uint _counter;

    /// <summary>What the browser says the page's origin is.</summary>
    public required string Origin { get; set; }

    /// <summary>Whether the person showed a finger, a face or a PIN.</summary>
    public bool Verifies { get; set; } = true;

    public string Create(string optionsJson)
    {
        var options = JsonNode.Parse(optionsJson)!;
        _userHandle = options["user"]!["id"]!.GetValue<string>();
        var attestation = new CborWriter(CborConformanceMode.Ctap2Canonical);
        attestation.WriteStartMap(3);
        attestation.WriteTextString("fmt");
        attestation.WriteTextString("none");
        attestation.WriteTextString("attStmt");
        attestation.WriteStartMap(0);
        attestation.WriteEndMap();
        attestation.WriteTextString("authData");
        attestation.WriteByteString([.. AuthenticatorData(options["rp"]!["id"]!.GetValue<string>(), AttestedData), .. CredentialData()]);
        attestation.WriteEndMap();
        return Credential(new()
        {
            ["clientDataJSON"] = Text(ClientData("webauthn.create", options)),
            ["attestationObject"] = Text(attestation.Encode()),
            ["transports"] = new JsonArray("internal"),
        });
    }

    public string Get(string optionsJson)
    {
        var options = JsonNode.Parse(optionsJson)!;
        var (client, data) = (ClientData("webauthn.get", options), AuthenticatorData(options["rpId"]!.GetValue<string>(), 0));
        var signature = _key.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return Credential(new()
        {
            ["clientDataJSON"] = Text(client),
            ["authenticatorData"] = Text(data),
            ["signature"] = Text(signature),
            ["userHandle"] = _userHandle,
        });
    }

    public void Dispose() => _key.Dispose();

    static string Text(byte[] bytes) => WebEncoders.Base64UrlEncode(bytes);

    string Credential(JsonObject response) => new JsonObject
    {
        ["id"] = Text(_id),
        ["rawId"] = Text(_id),
        ["type"] = "public-key",
        ["authenticatorAttachment"] = "platform",
        ["clientExtensionResults"] = new JsonObject(),
        ["response"] = response,
    }.ToJsonString();

    byte[] ClientData(string type, JsonNode options) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["type"] = type,
        ["challenge"] = options["challenge"]!.GetValue<string>(),
        ["origin"] = Origin,
        ["crossOrigin"] = false,
    }.ToJsonString());

    byte[] AuthenticatorData(string relyingParty, byte flags)
    {
        var counter = ++_counter;
        return
        [
            .. SHA256.HashData(Encoding.UTF8.GetBytes(relyingParty)),
            (byte)(flags | UserPresent | (Verifies ? UserVerified : 0)),
            (byte)(counter >> 24), (byte)(counter >> 16), (byte)(counter >> 8), (byte)counter,
        ];
    }

    byte[] CredentialData()
    {
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        var key = new CborWriter(CborConformanceMode.Ctap2Canonical);
        key.WriteStartMap(5);
        foreach (var (label, value) in new[] { (1, 2), (3, -7), (-1, 1) })
        {
            key.WriteInt32(label);
            key.WriteInt32(value);
        }

        key.WriteInt32(-2);
        key.WriteByteString(point.X!);
        key.WriteInt32(-3);
        key.WriteByteString(point.Y!);
        key.WriteEndMap();
        return [.. new byte[16], 0, (byte)_id.Length, .. _id, .. key.Encode()];
    }
}
