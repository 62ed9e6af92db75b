using System.Security.Cryptography;
using System.Text;

namespace LocalEnergyMarket.Protos.Wire.Signing;

/// <summary>SHA-256 over a domain's name and what is signed in it: a signature made for one purpose never fits another.</summary>
static class DomainDigest
{
    public static byte[] Of(ReadOnlySpan<byte> domain, ReadOnlySpan<byte> content) => Of(domain, content, [], []);

    public static byte[] Of(ReadOnlySpan<byte> domain, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(domain);
        hash.AppendData(first);
        hash.AppendData(second);
        hash.AppendData(third);
        return hash.GetHashAndReset();
    }

    public static byte[] Ascii(string text, string name) => System.Text.Ascii.IsValid(text)
        ? Encoding.ASCII.GetBytes(text)
        : throw new ArgumentException("Only ASCII characters can be signed here.", name);
}
