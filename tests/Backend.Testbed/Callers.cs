using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Backend.Testbed;

/// <summary>Who may call: one of each role, and customers C-0001 to C-0060.</summary>
public static class Callers
{
    public static readonly string[] Roles = ["Operator", "Supplier", "Customer", "Auditor", "Portal", "Technician"];

    static readonly ConcurrentDictionary<string, string> Tokens = new(StringComparer.Ordinal);

    public static string CustomerId(int number) => $"C-{number:0000}";

    /// <param name="who">A role, of which Customer is C-0001, or a customer's id.</param>
    public static string TokenOf(string who) =>
        Tokens.GetOrAdd(who == "Customer" ? CustomerId(1) : who, _ => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));

    /// <summary>What AccessFile names.</summary>
    public static JsonArray ToFile() =>
    [
        .. Roles.Where(role => role != "Customer").Select(role => Entry(role, role, "")),
        .. Enumerable.Range(1, 60).Select(CustomerId).Select(id => Entry(id, "Customer", id)),
    ];

    static JsonObject Entry(string name, string role, string customerId) => new JsonObject
    {
        ["name"] = name,
        ["role"] = role,
        ["customerId"] = customerId,
        ["tokenSha256"] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(TokenOf(name)))),
    };
}
