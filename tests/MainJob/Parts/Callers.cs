using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LocalEnergyMarket.MainJob.Parts;

/// <summary>Those who may call the backend, each with a token of its own; the backend gets only the hashes.</summary>
public sealed class Callers
{
    readonly Dictionary<string, string> _tokens = new(StringComparer.Ordinal);
    readonly List<object> _entries = [];

    internal Callers(IEnumerable<string> customers)
    {
        foreach (var role in (string[])["Operator", "Supplier", "Auditor", "Portal"])
        {
            Add(role, role, "");
        }

        foreach (var customer in customers)
        {
            Add(customer, "Customer", customer);
        }
    }

    /// <param name="name">A role, or a customer's id.</param>
    public string TokenOf(string name) => _tokens[name];

    internal void WriteTo(string path) => File.WriteAllText(path, JsonSerializer.Serialize(_entries, ConfigFile.Json));

    void Add(string name, string role, string customerId)
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        _tokens[name] = token;
        _entries.Add(new { name, role, customerId, tokenSha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token))) });
    }
}
