using System.Buffers.Binary;

namespace LocalEnergyMarket.Interop.Tests.Wire;

/// <summary>The messages in one direction of one call: a byte that says whether it is compressed, four of length, the message (gRPC over HTTP/2).</summary>
sealed class GrpcMessages(Action<bool> begins)
{
    readonly byte[] _prefix = new byte[5];
    int _inPrefix;
    uint _left;

    public void Take(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_left > 0)
            {
                var skipped = (int)Math.Min(_left, (uint)bytes.Length);
                _left -= (uint)skipped;
                bytes = bytes[skipped..];
                continue;
            }

            _prefix[_inPrefix++] = bytes[0];
            bytes = bytes[1..];
            if (_inPrefix == _prefix.Length)
            {
                _inPrefix = 0;
                _left = BinaryPrimitives.ReadUInt32BigEndian(_prefix.AsSpan(1));
                begins(_prefix[0] == 1);
            }
        }
    }
}
