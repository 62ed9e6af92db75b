using System.Text;

namespace LocalEnergyMarket.Hostile.Tests.Http2;

/// <summary>A header block in HPACK's plainest form: each field a literal without indexing (RFC 7541, section 6.2.2).</summary>
static class HeaderBlock
{
    public static byte[] Of(params IEnumerable<(string Name, string Value)> fields)
    {
        var block = new MemoryStream();
        foreach (var (name, value) in fields)
        {
            block.WriteByte(0);
            Write(block, name);
            Write(block, value);
        }

        return block.ToArray();
    }

    /// <summary>What a gRPC client sends.</summary>
    public static IEnumerable<(string Name, string Value)> OfCall(string path, string? token = null)
    {
        yield return (":method", "POST");
        yield return (":scheme", "https");
        yield return (":path", path);
        yield return (":authority", "127.0.0.1");
        yield return ("content-type", "application/grpc");
        yield return ("te", "trailers");
        if (token is not null)
        {
            yield return ("authorization", "Bearer " + token);
        }
    }

    static void Write(MemoryStream block, string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text);

        // An integer with a prefix of 7 bits, section 5.1.
        var rest = bytes.Length - 127;
        block.WriteByte((byte)Math.Min(bytes.Length, 127));
        while (rest >= 0)
        {
            block.WriteByte((byte)(rest < 128 ? rest : 128 | (rest & 127)));
            rest = rest < 128 ? -1 : rest >> 7;
        }

        block.Write(bytes);
    }
}
