using System.Security.Cryptography;
using System.Text;

namespace LocalEnergyMarket.Backend.Store;

/// <summary>
/// Stream ids are UUIDs. A stream that is known by a natural key (a balancing group and a timeslot) gets the name-based UUID of that key,
/// version 8 over SHA-256 (RFC 9562, 5.8 and appendix B.2), so that every process finds the same stream without looking it up.
/// </summary>
public static class StreamKey
{
    static readonly byte[] Namespace = new Guid("6f1f8f3e-6d8a-4f0b-9d5e-2a1c6f0b7e41").ToByteArray(bigEndian: true);

    /// <param name="kind">What the stream is of, for example <c>order-book</c>.</param>
    /// <param name="parts">The natural key's parts in a fixed order; none may contain the unit separator U+001F.</param>
    public static Guid For(string kind, params ReadOnlySpan<string> parts)
    {
        var name = new StringBuilder(kind);
        foreach (var part in parts)
        {
            if (part.Contains('\u001f', StringComparison.Ordinal))
            {
                throw new ArgumentException("A part of a stream's key contains the separator U+001F.", nameof(parts));
            }

            name.Append('\u001f').Append(part);
        }

        var hash = SHA256.HashData([.. Namespace, .. Encoding.UTF8.GetBytes(name.ToString())]);
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }
}
