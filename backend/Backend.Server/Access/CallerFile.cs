using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using LocalEnergyMarket.Backend.Registry.Roles;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Access;

/// <summary>
/// Who may call, from a file: <c>[{"name": "portal", "role": "Portal", "customerId": "", "tokenSha256": "…hex…"}]</c>. A caller shows its token
/// (at least 32 random characters) as <c>authorization: Bearer …</c>; the file holds only its hash.
/// </summary>
public sealed class CallerFile
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },

        // Who is left without a role must not get the first one.
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    readonly Dictionary<string, Caller> _callers;

    CallerFile(Dictionary<string, Caller> callers)
    {
        _callers = callers;
        Roles = callers.Values.DistinctBy(caller => caller.Name, StringComparer.Ordinal).ToDictionary(caller => caller.Name, caller => new FiledRole(caller.Role, caller.CustomerId), StringComparer.Ordinal);
    }

    /// <exception cref="InvalidDataException">The file is missing or malformed; the message says what is wrong.</exception>
    public static CallerFile Read(string path)
    {
        try
        {
            var entries = JsonSerializer.Deserialize<List<Entry>>(File.ReadAllBytes(path), Json) ?? [];
            foreach (var entry in entries)
            {
                Check(entry);
            }

            if (entries.GroupBy(entry => entry.Name, StringComparer.Ordinal).FirstOrDefault(named => named.DistinctBy(entry => (entry.Role, entry.CustomerId ?? "")).Count() > 1) is { } twice)
            {
                throw new FormatException($"'{twice.Key}' stands there with different roles: a caller has one.");
            }

            return new(entries.ToDictionary(
                entry => entry.TokenSha256.ToLowerInvariant(), entry => new Caller(entry.Name, entry.Role, entry.CustomerId ?? ""), StringComparer.Ordinal));
        }
        catch (Exception e) when (e is JsonException or ArgumentException or FormatException)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>What the file says of each caller, by name. A caller may have several tokens, of one role.</summary>
    public IReadOnlyDictionary<string, FiledRole> Roles { get; }

    /// <summary>The caller with the token, or null. Looked up by hash: how long it takes says nothing about any token.</summary>
    public Caller? Find(string token) => _callers.GetValueOrDefault(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token))));

    static void Check(Entry entry)
    {
        if (entry.Role == CallerRole.Unspecified)
        {
            throw new FormatException($"'{entry.Name}' has no role: write one of {string.Join(", ", Enum.GetValues<CallerRole>().Where(role => role != CallerRole.Unspecified))}.");
        }

        if (entry.Role == CallerRole.Customer && string.IsNullOrEmpty(entry.CustomerId))
        {
            throw new FormatException($"'{entry.Name}' has the role Customer but no customerId.");
        }

        if (entry.TokenSha256.Length != 2 * SHA256.HashSizeInBytes || !entry.TokenSha256.All(char.IsAsciiHexDigit))
        {
            throw new FormatException($"'{entry.Name}' has a tokenSha256 that is no hash: write the SHA-256 of its token, 64 hexadecimal digits.");
        }
    }

    sealed record Entry(string Name, CallerRole Role, string TokenSha256, string? CustomerId = null);
}
