using System.Globalization;
using LocalEnergyMarket.Hostile.Tests.Http2;

namespace LocalEnergyMarket.Hostile.Tests.Fuzzing;

/// <summary>
/// What a peer says on one connection, as text: a line a frame. <c>headers STREAM FLAGS name=value…</c> is a header block in plain
/// HPACK, <c>frame TYPE FLAGS STREAM PAYLOAD [LENGTH]</c> is any frame, <c>raw BYTES</c> is no frame at all; bytes and FLAGS are hexadecimal.
/// </summary>
sealed record Conversation(IReadOnlyList<Frame> Frames, byte[] Rest)
{
    /// <exception cref="FormatException">A line is none of these.</exception>
    public static Conversation Parse(string text, string token)
    {
        var frames = new List<Frame>();
        byte[] rest = [];
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#'))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            switch (words[0])
            {
                case "headers":
                    var fields = words[3..].Select(word => word.Replace("$TOKEN", token, StringComparison.Ordinal).Replace('+', ' ').Split('=', 2)).Select(pair => (pair[0], pair[1]));
                    frames.Add(new(FrameType.Headers, Convert.FromHexString(words[2])[0], uint.Parse(words[1], CultureInfo.InvariantCulture), HeaderBlock.Of(fields)));
                    break;
                case "frame":
                    frames.Add(new(
                        Enum.Parse<FrameType>(words[1]), Convert.FromHexString(words[2])[0], uint.Parse(words[3], CultureInfo.InvariantCulture),
                        words.Length > 4 && words[4] != "-" ? Convert.FromHexString(words[4]) : [],
                        words.Length > 5 ? int.Parse(words[5], CultureInfo.InvariantCulture) : null));
                    break;
                case "raw":
                    rest = Convert.FromHexString(words[1]);
                    break;
                default:
                    throw new FormatException($"'{line}' is no line of a conversation.");
            }
        }

        return new(frames, rest);
    }

    public byte[] ToBytes() => [.. Frame.Opening, .. Frames.SelectMany(frame => frame.ToBytes()), .. Rest];

    /// <summary>In the form that <see cref="Parse"/> reads, so that what did harm can be kept in the corpus.</summary>
    public override string ToString() => string.Join(
        '\n',
        Frames.Select(frame => string.Create(
            CultureInfo.InvariantCulture,
            $"frame {frame.Type} {frame.Flags:X2} {frame.Stream} {(frame.Payload.Length == 0 ? "-" : Convert.ToHexString(frame.Payload))} {frame.ClaimedLength ?? frame.Payload.Length}"))
            .Append($"raw {Convert.ToHexString(Rest)}"));
}
