using System.Security.Cryptography;
using System.Text;

namespace LocalEnergyMarket.Backend.Forecasts.Importing;

/// <summary>What is to be known of a file before it is read: its hash, and how its letters are written.</summary>
/// <param name="Hash">SHA-256 of the bytes, in hex.</param>
/// <param name="Encoding">By its byte order mark; else UTF-8 if it is that all through, else Windows-1252.</param>
sealed record FileText(string Hash, Encoding Encoding)
{
    static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>Looks through the stream and sets it back to its beginning.</summary>
    public static async Task<FileText> ExamineAsync(Stream content, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var decoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
        var (buffer, letters) = (new byte[1 << 16], new char[(1 << 16) + 16]);
        var isUtf8 = true;
        content.Position = 0;
        while (true)
        {
            var read = await content.ReadAsync(buffer, cancellation);
            hash.AppendData(buffer, 0, read);
            isUtf8 = isUtf8 && IsUtf8(decoder, buffer.AsSpan(0, read), letters);
            if (read == 0)
            {
                break;
            }
        }

        content.Position = 0;
        return new(Convert.ToHexStringLower(hash.GetHashAndReset()), isUtf8 ? Encoding.UTF8 : Windows1252);
    }

    public StreamReader Read(Stream content)
    {
        content.Position = 0;
        return new(content, Encoding, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
    }

    static bool IsUtf8(Decoder decoder, ReadOnlySpan<byte> bytes, char[] letters)
    {
        try
        {
            decoder.GetChars(bytes, letters, flush: bytes.IsEmpty);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
