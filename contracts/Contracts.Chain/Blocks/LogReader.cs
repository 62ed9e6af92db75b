using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace LocalEnergyMarket.Contracts.Chain.Blocks;

/// <summary>Reads a file forwards through one buffer. What it gives holds until the next call.</summary>
sealed class LogReader(SafeFileHandle file, long length) : IDisposable
{
    public const int BufferBytes = 1024 * 1024;

    byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
    long _start;
    int _count;

    public long Length => length;

    /// <returns>Empty when the file ends before.</returns>
    public ReadOnlyMemory<byte> At(long offset, int count)
    {
        if (offset < 0 || count < 0 || offset + count > length)
        {
            return default;
        }

        if (offset < _start || offset + count > _start + _count)
        {
            Fill(offset, count);
        }

        return offset + count <= _start + _count ? _buffer.AsMemory((int)(offset - _start), count) : default;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    void Fill(long offset, int count)
    {
        if (count > _buffer.Length)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent(count);
        }

        (_start, _count) = (offset, 0);
        while (_count < _buffer.Length && RandomAccess.Read(file, _buffer.AsSpan(_count), offset + _count) is > 0 and var read)
        {
            _count += read;
        }
    }
}
