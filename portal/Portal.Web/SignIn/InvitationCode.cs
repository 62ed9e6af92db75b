using System.Security.Cryptography;
using System.Text;

namespace LocalEnergyMarket.Portal.Web.SignIn;

/// <summary>A code of 100 random bits in four groups of five characters, none of which is mistaken for another (Crockford's base 32).</summary>
static class InvitationCode
{
    const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    const int Length = 20;
    const int Group = 5;

    public static string Create() =>
        string.Join('-', RandomNumberGenerator.GetString(Alphabet, Length).Chunk(Group).Select(group => new string(group)));

    /// <summary>The hash to look it up by, however it was typed: lower case, spaces, O for 0, I or L for 1.</summary>
    public static byte[] Hash(string typed)
    {
        var plain = new StringBuilder(Length);
        foreach (var character in typed.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit).Take(Length + 1))
        {
            plain.Append(character switch { 'O' => '0', 'I' or 'L' => '1', _ => character });
        }

        return SHA256.HashData(Encoding.ASCII.GetBytes(plain.ToString()));
    }
}
