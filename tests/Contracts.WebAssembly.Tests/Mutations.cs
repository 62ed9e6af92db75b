using System.Globalization;
using static LocalEnergyMarket.Contracts.WebAssembly.Tests.ModuleBuilder;

namespace LocalEnergyMarket.Contracts.WebAssembly.Tests;

/// <summary>
/// Changes modules so that they stay readable for long: within one section or one function body with its length put right, whole sections moved, doubled or taken away, numbers
/// written longer than needed; and at any byte. LEM_FUZZ_CASES sets how many cases a test gets.
/// </summary>
sealed class Mutations(IReadOnlyList<byte[]> corpus, Random random)
{
    static readonly byte[] Interesting = [0x00, 0x01, 0x0B, 0x40, 0x41, 0x7C, 0x7D, 0x7E, 0x7F, 0x80, 0xFC, 0xFF, 0x05, 0x0C, 0x0E, 0x1A, 0x1B, 0x10, 0x11, 0x3F];

    public static int Cases { get; } = int.Parse(Environment.GetEnvironmentVariable("LEM_FUZZ_CASES") ?? "400", CultureInfo.InvariantCulture);

    public byte[] Next()
    {
        var module = corpus[random.Next(corpus.Count)];
        for (var i = random.Next(3); i >= 0; i--)
        {
            module = Once(module);
        }

        return module;
    }

    byte[] Once(byte[] module)
    {
        if (random.Next(8) == 0 || Sections(module) is not { Count: > 0 } sections)
        {
            return Bytes(module, 8);
        }

        var at = random.Next(sections.Count);
        var (id, content) = sections[at];
        switch (random.Next(8))
        {
            case 0:
                var other = random.Next(sections.Count);
                (sections[at], sections[other]) = (sections[other], sections[at]);
                break;
            case 1:
                sections.Insert(random.Next(sections.Count + 1), sections[at]);
                break;
            case 2:
                sections.RemoveAt(at);
                break;
            case 3:
                sections.Insert(random.Next(sections.Count + 1), ((byte)random.Next(15), [.. Enumerable.Range(0, random.Next(6)).Select(_ => Any())]));
                break;
            case 4 or 5:
                sections[at] = (id, id == 10 ? Body(content) : Bytes(content, 0));
                break;
            default:
                var code = sections.FindIndex(section => section.Id == 10);
                if (code >= 0)
                {
                    sections[code] = (10, Body(sections[code].Content));
                }

                break;
        }

        return [.. module[..8], .. sections.SelectMany(section => (byte[])[section.Id, .. Length(section.Content.Length), .. section.Content])];
    }

    /// <summary>Null when it cannot be taken apart any more.</summary>
    static List<(byte Id, byte[] Content)>? Sections(byte[] module)
    {
        var sections = new List<(byte, byte[])>();
        for (var position = 8; position < module.Length;)
        {
            var id = module[position++];
            if (Number(module, ref position) is not { } length || length > module.Length - position)
            {
                return null;
            }

            sections.Add((id, module[position..(position + length)]));
            position += length;
        }

        return sections;
    }

    byte[] Body(byte[] content)
    {
        var position = 0;
        if (Number(content, ref position) is not { } count)
        {
            return content;
        }

        var bodies = new List<byte[]>();
        for (var i = 0; i < count && position < content.Length; i++)
        {
            if (Number(content, ref position) is not { } length || length > content.Length - position)
            {
                return Bytes(content, 0);
            }

            bodies.Add(content[position..(position + length)]);
            position += length;
        }

        if (bodies.Count == 0)
        {
            return content;
        }

        var at = random.Next(bodies.Count);
        bodies[at] = Bytes(bodies[at], 0);
        return [.. U(count), .. bodies.SelectMany(body => (byte[])[.. Length(body.Length), .. body])];
    }

    byte[] Bytes(byte[] data, int from)
    {
        if (data.Length <= from)
        {
            return data;
        }

        var at = random.Next(from, data.Length);
        switch (random.Next(7))
        {
            case 0:
                byte[] flipped = [.. data];
                flipped[at] ^= (byte)(1 << random.Next(8));
                return flipped;
            case 1 or 2:
                byte[] changed = [.. data];
                changed[at] = Any();
                return changed;
            case 3:
                return [.. data[..at], Any(), .. data[at..]];
            case 4:
                return [.. data[..at], .. data[(at + 1)..]];
            case 5:
                // The same number, one byte longer.
                return data[at] < 0x80 ? [.. data[..at], (byte)(data[at] | 0x80), data[at] < 0x40 ? (byte)0 : (byte)0x7F, .. data[(at + 1)..]] : data;
            default:
                var length = random.Next(Math.Min(20, data.Length - at) + 1);
                var to = random.Next(from, data.Length);
                return [.. data[..to], .. data[at..(at + length)], .. data[to..]];
        }
    }

    byte Any() => random.Next(2) == 0 ? Interesting[random.Next(Interesting.Length)] : (byte)random.Next(256);

    byte[] Length(int value)
    {
        var bytes = U(value);
        return random.Next(40) == 0 ? [.. bytes[..^1], (byte)(bytes[^1] | 0x80), 0] : bytes;
    }

    static int? Number(byte[] data, ref int position)
    {
        var value = 0;
        for (var shift = 0; shift < 28 && position < data.Length; shift += 7)
        {
            var part = data[position++];
            value |= (part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        return null;
    }
}
