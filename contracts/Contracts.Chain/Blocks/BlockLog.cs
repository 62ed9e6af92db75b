using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace LocalEnergyMarket.Contracts.Chain.Blocks;

/// <summary>Sees a record while the log is opened; the bytes are only lent.</summary>
public delegate void SeeRecord(long index, ReadOnlySpan<byte> record);

/// <summary>
/// Records one after another in a file that only grows. Each is a mark (4 bytes), its length (4 bytes, little endian), its bytes, and the
/// first 8 bytes of a SHA-256 over the checksum of the record before, mark, length and bytes. Records are found by their number through
/// one offset in <see cref="Stride"/>, so the memory a log needs is a quarter of a byte a record.
/// </summary>
/// <remarks>
/// A record is on the disk before the next is written, so a power cut can tear only the last one. It is cut off, into a file beside
/// the log. A damaged record that whole ones follow is something else, and nothing is cut: <see cref="Open"/> refuses.
/// </remarks>
public sealed class BlockLog : IDisposable
{
    internal const int HeadBytes = 8;
    internal const int ChecksumBytes = 8;
    const uint Mark = 0x424d454c; // LEMB
    const int LongestRecord = 64 * 1024 * 1024;
    const int Stride = 32;

    readonly SafeFileHandle _file;
    readonly string _path;
    readonly List<long> _offsets = [];
    byte[] _checksum = [];
    long _end;
    bool _failed;
    (long Index, long Offset) _last;

    BlockLog(SafeFileHandle file, string path) => (_file, _path) = (file, path);

    /// <summary>Records in it.</summary>
    public long Count { get; private set; }

    /// <summary>Where the next record begins; records never move.</summary>
    public long End => _end;

    /// <summary>What was cut off when it was opened, in words for a person; null when nothing was.</summary>
    public string? Cut { get; private set; }

    /// <summary>Opens or creates the log and reads it through.</summary>
    /// <exception cref="InvalidDataException">The file is no block log, or is damaged before its end.</exception>
    /// <exception cref="IOException">The file is in use or cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file or its folder may not be written.</exception>
    public static BlockLog Open(string path, SeeRecord see)
    {
        ArgumentNullException.ThrowIfNull(see);
        var isNew = !File.Exists(path);
        var log = new BlockLog(File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None), path);
        try
        {
            if (isNew)
            {
                State.Durable.Folder(Path.GetDirectoryName(Path.GetFullPath(path))!);
            }

            log.ReadThrough(see);
            return log;
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    /// <summary>Returns when the record is on the disk.</summary>
    /// <exception cref="IOException">It is not, and nothing more can be written: what a failed write left behind only a new start can tell.</exception>
    public void Append(ReadOnlySpan<byte> record)
    {
        ObjectDisposedException.ThrowIf(_file.IsClosed, this);
        if (_failed)
        {
            throw new IOException($"The block log {_path} could not be written before; start again when its disk is well.");
        }

        var before = _checksum.Length;
        var bytes = new byte[before + HeadBytes + record.Length + ChecksumBytes];
        _checksum.CopyTo(bytes, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(before), Mark);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(before + 4), record.Length);
        record.CopyTo(bytes.AsSpan(before + HeadBytes));
        var checksum = Checksum(bytes.AsSpan(0, bytes.Length - ChecksumBytes));
        checksum.CopyTo(bytes.AsSpan(bytes.Length - ChecksumBytes));
        try
        {
            RandomAccess.Write(_file, bytes.AsSpan(before), _end);
            RandomAccess.FlushToDisk(_file);
        }
        catch
        {
            _failed = true;
            throw;
        }

        Note(_end);
        _end += bytes.Length - before;
        _checksum = checksum;
    }

    /// <exception cref="InvalidDataException">The record was damaged since the log was opened.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public byte[] Read(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var (at, offset) = _last.Index <= index && index - _last.Index < index % Stride && _last.Offset > 0
            ? _last
            : (index - (index % Stride), _offsets[(int)(index / Stride)]);
        var head = new byte[HeadBytes];
        for (; ; at++)
        {
            ReadExactly(head, offset);
            var length = BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(4));
            if (BinaryPrimitives.ReadUInt32LittleEndian(head) != Mark || length is <= 0 or > LongestRecord)
            {
                throw Damaged(at, offset);
            }

            if (at == index)
            {
                _last = (index, offset);
                return Whole(index, offset, length);
            }

            offset += HeadBytes + length + ChecksumBytes;
        }
    }

    /// <summary>Goes through the records before <paramref name="end"/>, an earlier <see cref="End"/>. Needs no lock: what is written does not change.</summary>
    /// <returns>True when <paramref name="see"/> stopped it with true.</returns>
    public bool Search(long end, Func<long, ReadOnlyMemory<byte>, bool> see)
    {
        ArgumentNullException.ThrowIfNull(see);
        using var reader = new LogReader(_file, end);
        long offset = 0;
        for (long index = 0; offset < end; index++)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(reader.At(offset + 4, 4).Span);
            if (see(index, reader.At(offset + HeadBytes, length)))
            {
                return true;
            }

            offset += HeadBytes + length + ChecksumBytes;
        }

        return false;
    }

    public void Dispose() => _file.Dispose();

    static byte[] Checksum(ReadOnlySpan<byte> bytes) => SHA256.HashData(bytes)[..ChecksumBytes];

    void ReadThrough(SeeRecord see)
    {
        using var reader = new LogReader(_file, RandomAccess.GetLength(_file));
        while (RecordAt(reader, _end, _checksum.Length) is { IsEmpty: false } whole)
        {
            see(Count, whole.Span[(_checksum.Length + HeadBytes)..^ChecksumBytes]);
            Note(_end);
            _end += whole.Length - _checksum.Length;
            _checksum = whole.Span[^ChecksumBytes..].ToArray();
        }

        if (_end < reader.Length)
        {
            CutTail(reader);
        }
    }

    void Note(long offset)
    {
        if (Count % Stride == 0)
        {
            _offsets.Add(offset);
        }

        Count++;
    }

    /// <returns>The checksum before and the whole record at an offset; empty when there is no whole record.</returns>
    static ReadOnlyMemory<byte> RecordAt(LogReader reader, long offset, int before)
    {
        var candidate = FrameAt(reader, offset, before);
        return !candidate.IsEmpty && Checksum(candidate.Span[..^ChecksumBytes]).AsSpan().SequenceEqual(candidate.Span[^ChecksumBytes..])
            ? candidate
            : default;
    }

    static ReadOnlyMemory<byte> FrameAt(LogReader reader, long offset, int before)
    {
        var head = reader.At(offset, HeadBytes).Span;
        if (head.IsEmpty || BinaryPrimitives.ReadUInt32LittleEndian(head) != Mark)
        {
            return default;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(head[4..]);
        return length is > 0 and <= LongestRecord ? reader.At(offset - before, before + HeadBytes + length + ChecksumBytes) : default;
    }

    void CutTail(LogReader reader)
    {
        if (Count == 0 && reader.Length > 64)
        {
            throw new InvalidDataException(
                $"{_path} is not a block log of this version, or its beginning is damaged: use another folder, or remove the file to start a new chain.");
        }

        if (IsFollowed(reader))
        {
            throw new InvalidDataException(
                $"The block log {_path} is damaged at byte {_end}, in record {Count}, and whole records follow: no power cut does this, and blocks that were final would be lost. " +
                $"Restore the file from a copy; to go on with only what is before the damage, cut it there: truncate --size={_end} {_path}");
        }

        var torn = $"{_path}.{_end}.cut";
        using (var target = new FileStream(torn, FileMode.Create, FileAccess.Write))
        {
            for (var at = _end; at < reader.Length;)
            {
                var part = reader.At(at, (int)Math.Min(reader.Length - at, LogReader.BufferBytes));
                target.Write(part.Span);
                at += part.Length;
            }

            target.Flush(flushToDisk: true);
        }

        RandomAccess.SetLength(_file, _end);
        RandomAccess.FlushToDisk(_file);
        State.Durable.Folder(Path.GetDirectoryName(Path.GetFullPath(_path))!);
        Cut = $"The last {reader.Length - _end} bytes of {_path} are no whole record (a power cut while it was written): moved to {torn}.";
    }

    /// <summary>Whether a whole record comes after the damage: after its own stored checksum, or, where just that is damaged, after the one it should have.</summary>
    bool IsFollowed(LogReader reader)
    {
        var damaged = FrameAt(reader, _end, _checksum.Length);
        if (!damaged.IsEmpty)
        {
            var next = _end + damaged.Length - _checksum.Length;
            var checksum = Checksum(damaged.Span[..^ChecksumBytes]);
            var following = FrameAt(reader, next, 0);
            if (!following.IsEmpty && Checksum([.. checksum, .. following.Span[..^ChecksumBytes]]).AsSpan().SequenceEqual(following.Span[^ChecksumBytes..]))
            {
                return true;
            }
        }

        Span<byte> mark = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(mark, Mark);
        for (var at = _end + 1; at < reader.Length;)
        {
            var part = reader.At(at, (int)Math.Min(reader.Length - at, LogReader.BufferBytes / 2));
            var found = part.Span.IndexOf(mark);
            if (found < 0)
            {
                at += Math.Max(1, part.Length - 3);
            }
            else if (at + found >= ChecksumBytes && !RecordAt(reader, at + found, ChecksumBytes).IsEmpty)
            {
                return true;
            }
            else
            {
                at += found + 1;
            }
        }

        return false;
    }

    byte[] Whole(long index, long offset, int length)
    {
        var before = index == 0 ? 0 : ChecksumBytes;
        var whole = new byte[before + HeadBytes + length + ChecksumBytes];
        ReadExactly(whole, offset - before);
        return Checksum(whole.AsSpan(0, whole.Length - ChecksumBytes)).AsSpan().SequenceEqual(whole.AsSpan(whole.Length - ChecksumBytes))
            ? whole[(before + HeadBytes)..^ChecksumBytes]
            : throw Damaged(index, offset);
    }

    void ReadExactly(Span<byte> bytes, long offset)
    {
        for (var read = 0; read < bytes.Length;)
        {
            var count = RandomAccess.Read(_file, bytes[read..], offset + read);
            read += count > 0 ? count : throw new IOException($"The block log {_path} ends at byte {offset + read}, within what was written to it.");
        }
    }

    InvalidDataException Damaged(long index, long offset) =>
        new($"The block log {_path} was damaged while the chain ran, at byte {offset}, in record {index}.");
}
