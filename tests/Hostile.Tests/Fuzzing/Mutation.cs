using LocalEnergyMarket.Hostile.Tests.Http2;

namespace LocalEnergyMarket.Hostile.Tests.Fuzzing;

/// <summary>Changes a conversation a little, at random: its frames, their headers, their bytes.</summary>
static class Mutation
{
    static readonly uint[] Streams = [0, 1, 2, 3, 5, 7, 0x7FFFFFFF, 0x80000001, uint.MaxValue];
    static readonly int[] Lengths = [0, 1, 4, 5, 16_384, 16_385, 0xFFFFFF];
    static readonly byte[] Bytes = [0, 1, 0x3F, 0x40, 0x7F, 0x80, 0xFE, 0xFF];

    public static Conversation Of(Conversation conversation, Random random)
    {
        var frames = conversation.Frames.DefaultIfEmpty(Frame.Settings).ToList();
        var rest = conversation.Rest;
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            var at = random.Next(frames.Count);
            switch (random.Next(10))
            {
                case 0:
                    frames.Insert(at, frames[random.Next(frames.Count)]);
                    break;
                case 1 when frames.Count > 1:
                    frames.RemoveAt(at);
                    break;
                case 2:
                    (frames[at], frames[^1]) = (frames[^1], frames[at]);
                    break;
                case 3:
                    frames[at] = frames[at] with { Type = (FrameType)random.Next(0, 14) };
                    break;
                case 4:
                    frames[at] = frames[at] with { Flags = (byte)random.Next(256) };
                    break;
                case 5:
                    frames[at] = frames[at] with { Stream = Streams[random.Next(Streams.Length)] };
                    break;
                case 6:
                    frames[at] = frames[at] with { ClaimedLength = Lengths[random.Next(Lengths.Length)] };
                    break;
                case 7:
                    rest = new byte[random.Next(64)];
                    random.NextBytes(rest);
                    break;
                default:
                    frames[at] = frames[at] with { Payload = Change(frames[at].Payload, random) };
                    break;
            }
        }

        return new(frames, rest);
    }

    static byte[] Change(byte[] payload, Random random)
    {
        var at = random.Next(payload.Length + 1);
        var changed = Bytes[random.Next(Bytes.Length)];
        return random.Next(4) switch
        {
            0 => payload[..at],
            1 => [.. payload[..at], changed, .. payload[at..]],
            2 => [.. payload, .. payload[at..]],
            _ => [.. payload[..at], changed, .. payload.Skip(at + 1)],
        };
    }
}
