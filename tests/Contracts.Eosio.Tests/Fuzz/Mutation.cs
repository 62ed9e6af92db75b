namespace LocalEnergyMarket.Contracts.Eosio.Tests.Fuzz;

/// <summary>Changes data as damage and attackers do: bits, bytes, lengths, pieces cut out, doubled, or taken from elsewhere.</summary>
static class Mutation
{
    static readonly byte[][] Interesting = [[0x00], [0x7f], [0x80], [0xff], [0xff, 0xff, 0xff, 0xff, 0x0f], [0xff, 0xff, 0xff, 0xff, 0x7f], [0x80, 0x80, 0x80, 0x80, 0x00], [0x01], [0x20], [0xff, 0xff]];

    public static byte[] Of(byte[][] corpus, Random random)
    {
        if (random.Next(50) == 0)
        {
            var noise = new byte[random.Next(200)];
            random.NextBytes(noise);
            return noise;
        }

        var data = corpus[random.Next(corpus.Length)];
        for (var i = random.Next(4); i >= 0; i--)
        {
            data = Once(data, corpus, random);
        }

        return data;
    }

    static byte[] Once(byte[] data, byte[][] corpus, Random random)
    {
        var at = random.Next(data.Length + 1);
        var length = random.Next(Math.Min(data.Length - at, 40) + 1);
        var piece = Interesting[random.Next(Interesting.Length)];
        switch (random.Next(8))
        {
            case 0 when at < data.Length:
                byte[] flipped = [.. data];
                flipped[at] ^= (byte)(1 << random.Next(8));
                return flipped;
            case 1:
                return [.. data[..at], .. piece, .. data[Math.Min(data.Length, at + piece.Length)..]];
            case 2:
                return [.. data[..at], .. piece, .. data[at..]];
            case 3:
                return [.. data[..at], .. data[(at + length)..]];
            case 4:
                return [.. data[..(at + length)], .. data[at..]];
            case 5:
                var other = corpus[random.Next(corpus.Length)];
                return [.. data[..at], .. other[random.Next(other.Length + 1)..]];
            case 6:
                return data[..at];
            default:
                var swapped = data[(at + length)..];
                return [.. data[..at], .. swapped, .. data[at..(at + length)]];
        }
    }
}
