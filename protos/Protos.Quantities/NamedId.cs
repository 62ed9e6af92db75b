using System.Security.Cryptography;
using System.Text;

namespace LocalEnergyMarket.Protos.Quantities;

/// <summary>
/// The id of a stream that is found by its name: a UUID made of the name, so that no table of names is needed and two processes agree.
/// Version 8 (RFC 9562, section 5.8) from SHA-256.
/// </summary>
public static class NamedId
{
    /// <param name="kind">What is named, for example <c>customer</c>; the same name of two kinds has two ids.</param>
    /// <param name="name">The name, in parts that are kept apart.</param>
    public static Guid Of(string kind, params ReadOnlySpan<string> name)
    {
        var text = new StringBuilder(kind);
        foreach (var part in name)
        {
            text.Append('\0').Append(part);
        }

        Span<byte> id = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()), id);
        id[6] = (byte)((id[6] & 0x0F) | 0x80);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new(id[..16], bigEndian: true);
    }
}
