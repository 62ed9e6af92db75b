using System.Security.Cryptography;
using System.Text;

namespace LocalEnergyMarket.Backend.Registry.Claims;

/// <summary>The code in the letter: 12 characters of A-Z and 2-7 (60 bits), in groups of four. Only a salted SHA-256 of it is kept.</summary>
public static class OwnershipCode
{
    const int Characters = 12;
    const int SaltSize = 16;
    const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <returns>The code as it is written in the letter, and what is kept of it.</returns>
    public static (string Code, byte[] Salt, byte[] Hash) Create()
    {
        var code = RandomNumberGenerator.GetString(Alphabet, Characters);
        var salt = RandomNumberGenerator.GetBytes(SaltSize);
        return ($"{code[..4]}-{code[4..8]}-{code[8..]}", salt, HashOf(code, salt));
    }

    /// <summary>Whether what somebody typed is the code; how long it takes says nothing about it.</summary>
    public static bool Matches(string typed, byte[] salt, byte[] hash) => CryptographicOperations.FixedTimeEquals(HashOf(Normal(typed), salt), hash);

    static string Normal(string typed) => string.Concat(typed.Where(character => !char.IsWhiteSpace(character) && character != '-')).ToUpperInvariant();

    static byte[] HashOf(string code, byte[] salt) => SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(code)]);
}
