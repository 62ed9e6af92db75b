using System.Buffers.Binary;
using System.Security.Cryptography;

namespace LocalEnergyMarket.Contracts.Chain.Blocks;

/// <summary>
/// Records one after another in a file that only grows. Each is its length (4 bytes, little endian), its bytes, and the first 8 bytes
/// of a SHA-256 over the checksum of the record before, the length and the bytes: a torn or foreign end is recognised, and what is before it holds.
/// </summary>
public sealed class BlockLog : IDisposable
{
    const int LengthBytes = 4;
    const int ChecksumBytes = 8;
    const int LongestRecord = 64 * 1024 * 1024;

    readonly FileStream _file;
    byte[] _checksum = new byte[ChecksumBytes];
    long _end;

    BlockLog(FileStream file) => _file = file;

    /// <summary>
    /// Opens or creates the log and reads its whole records. What follows the last of them was being written when the power failed: it is
    /// moved to a file beside, named with <c>.cut</c>, and the log goes on from there.
    /// </summary>
    /// <exception cref="IOException">The file is in use or cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file or its folder may not be written.</exception>
    public static BlockLog Open(string path, out IReadOnlyList<byte[]> records)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        try
        {
            var log = new BlockLog(file);
            records = log.ReadAll(path);
            return log;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Returns when the record is on the disk.</summary>
    /// <exception cref="IOException">It is not; the log is as it was before.</exception>
    public void Append(ReadOnlySpan<byte> record)
    {
        var bytes = new byte[LengthBytes + record.Length + ChecksumBytes];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, record.Length);
        record.CopyTo(bytes.AsSpan(LengthBytes));
        var checksum = Checksum(_checksum, bytes.AsSpan(0, LengthBytes + record.Length));
        checksum.CopyTo(bytes.AsSpan(LengthBytes + record.Length));

        // What an append that failed has left behind, on a full disk for instance, is overwritten by the next.
        _file.Position = _end;
        _file.Write(bytes);
        _file.Flush(flushToDisk: true);
        _end += bytes.Length;
        _checksum = checksum;
    }

    public void Dispose() => _file.Dispose();

    List<byte[]> ReadAll(string path)
    {
        var records = new List<byte[]>();
        var end = 0L;
        while (ReadNext(end) is { } record)
        {
            records.Add(record);
            end += LengthBytes + record.Length + ChecksumBytes;
        }

        if (end < _file.Length)
        {
            SetAside(path, end);
        }

        _end = end;
        return records;
    }

    byte[]? ReadNext(long start)
    {
        Span<byte> header = stackalloc byte[LengthBytes];
        _file.Position = start;
        if (_file.ReadAtLeast(header, LengthBytes, throwOnEndOfStream: false) < LengthBytes)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(header);
        if (length is <= 0 or > LongestRecord || start + LengthBytes + length + ChecksumBytes > _file.Length)
        {
            return null;
        }

        var bytes = new byte[LengthBytes + length + ChecksumBytes];
        header.CopyTo(bytes);
        _file.ReadExactly(bytes, LengthBytes, length + ChecksumBytes);
        var checksum = Checksum(_checksum, bytes.AsSpan(0, LengthBytes + length));
        if (!checksum.AsSpan().SequenceEqual(bytes.AsSpan(LengthBytes + length)))
        {
            return null;
        }

        _checksum = checksum;
        return bytes[LengthBytes..^ChecksumBytes];
    }

    void SetAside(string path, long end)
    {
        _file.Position = end;
        using (var cut = new FileStream($"{path}.{end}.cut", FileMode.Create, FileAccess.Write))
        {
            _file.CopyTo(cut);
            cut.Flush(flushToDisk: true);
        }

        _file.SetLength(end);
        _file.Flush(flushToDisk: true);
    }

    static byte[] Checksum(ReadOnlySpan<byte> before, ReadOnlySpan<byte> record) => SHA256.HashData([.. before, .. record])[..ChecksumBytes];
}
