using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalEnergyMarket.Edge.Identity;

/// <summary>What the box was told when it was enrolled. Nothing in it is secret: the key stays in the TPM.</summary>
/// <param name="BoxId">A UUID in text form.</param>
/// <param name="PublicKey">The signing key enrolled, 65 bytes 0x04 || x || y in hex: shows when the TPM was changed.</param>
/// <param name="ChainAccount">The box's account on the chain.</param>
/// <param name="ContractAccount">The account that carries the market's contract.</param>
/// <param name="ChainId">32 bytes in hex.</param>
public sealed record BoxIdentity(string BoxId, string PublicKey, string ChainAccount, string ContractAccount, string ChainId)
{
    /// <summary>Reads the identity file; null when the box was not enrolled yet.</summary>
    /// <exception cref="IdentityException">The file is damaged.</exception>
    public static BoxIdentity? Load(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), BoxIdentityJson.Default.BoxIdentity) ?? throw new JsonException("it is empty");
        }
        catch (JsonException e)
        {
            throw new IdentityException($"The identity file '{path}' cannot be read ({e.Message}): enrol the box again.", e);
        }
    }

    /// <summary>Replaces the file whole, so that a power cut leaves the old one or the new one.</summary>
    public void Save(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        var temporary = path + ".new";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, this, BoxIdentityJson.Default.BoxIdentity);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(BoxIdentity))]
sealed partial class BoxIdentityJson : JsonSerializerContext;
