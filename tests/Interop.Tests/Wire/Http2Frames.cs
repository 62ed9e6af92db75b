using System.Buffers.Binary;

namespace LocalEnergyMarket.Interop.Tests.Wire;

/// <summary>One direction of an HTTP/2 connection (RFC 9113, sections 4.1 and 6.1), of which only the data is looked at.</summary>
/// <param name="preface">Bytes before the first frame: 24 from a client, none from a server.</param>
/// <param name="message">Called with each message's compressed flag, as soon as it begins.</param>
sealed class Http2Frames(int preface, Action<bool> message)
{
    const int HeaderLength = 9;
    const byte Data = 0;
    const byte Padded = 8;

    readonly Dictionary<uint, GrpcMessages> _streams = [];
    readonly List<byte> _waiting = [];
    int _preface = preface;

    public void Take(ReadOnlySpan<byte> bytes)
    {
        var before = Math.Min(_preface, bytes.Length);
        _preface -= before;
        _waiting.AddRange(bytes[before..]);
        var all = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_waiting);
        var at = 0;
        while (all.Length - at >= HeaderLength)
        {
            var length = (all[at] << 16) | (all[at + 1] << 8) | all[at + 2];
            if (all.Length - at < HeaderLength + length)
            {
                break;
            }

            Frame(all.Slice(at, HeaderLength), all.Slice(at + HeaderLength, length));
            at += HeaderLength + length;
        }

        _waiting.RemoveRange(0, at);
    }

    void Frame(ReadOnlySpan<byte> header, ReadOnlySpan<byte> content)
    {
        if (header[3] != Data)
        {
            return;
        }

        var stream = BinaryPrimitives.ReadUInt32BigEndian(header[5..]) & 0x7fffffff;
        if (!_streams.TryGetValue(stream, out var messages))
        {
            _streams.Add(stream, messages = new GrpcMessages(message));
        }

        messages.Take((header[4] & Padded) == 0 ? content : content[1..^content[0]]);
    }
}
