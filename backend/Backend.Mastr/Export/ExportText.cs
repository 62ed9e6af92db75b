using System.Buffers;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace LocalEnergyMarket.Backend.Mastr.Export;

/// <summary>
/// A member of the zip as characters, a window of them at a time: UTF-16 little endian as it is, without a copy; big endian and UTF-8 too, with
/// or without a byte order mark. Checks size and CRC at the end.
/// </summary>
sealed class ExportText : IDisposable
{
    /// <summary>A single element is not longer than this: such a file is damaged.</summary>
    const int LargestWindow = 16 << 20;

    readonly ZipArchiveEntry _entry;
    readonly Stream _stream;
    readonly Crc32 _crc = new();
    char[] _chars = ArrayPool<char>.Shared.Rent(64 << 10);
    byte[]? _bytes;
    Decoder? _decoder;
    int _start;
    int _end;
    int _halfCharacter = -1;
    bool _begun;
    bool _ended;

    public ExportText(ZipArchiveEntry entry) => (_entry, _stream) = (entry, entry.Open());

    /// <summary>Bytes unpacked so far.</summary>
    public long Unpacked { get; private set; }

    /// <summary>What is in the window; <see cref="More"/> widens it.</summary>
    public ReadOnlySpan<char> Rest => _chars.AsSpan(_start, _end - _start);

    public void Skip(int count) => _start += count;

    /// <summary>Where the character is, from the window's start; reads on until it is found.</summary>
    /// <exception cref="ExportDamage">The file ends before.</exception>
    public int Find(char c, int from)
    {
        while (true)
        {
            var at = Rest[from..].IndexOf(c);
            if (at >= 0)
            {
                return from + at;
            }

            from = Rest.Length;
            if (!More())
            {
                throw new ExportDamage("it ends in the middle");
            }
        }
    }

    /// <summary>Whether there are so many characters left.</summary>
    public bool Has(int count)
    {
        while (Rest.Length < count)
        {
            if (!More())
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Widens the window; false at the end of the file.</summary>
    /// <exception cref="ExportDamage">What was unpacked is not what was packed.</exception>
    public bool More()
    {
        if (_ended)
        {
            return false;
        }

        MakeRoom();
        var before = _end;
        while (_end == before && !_ended)
        {
            Fill();
        }

        return _end > before;
    }

    public void Dispose()
    {
        _stream.Dispose();
        ArrayPool<char>.Shared.Return(_chars);
        if (_bytes is not null)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }
    }

    void MakeRoom()
    {
        if (_start > 0)
        {
            Rest.CopyTo(_chars);
            (_start, _end) = (0, _end - _start);
        }

        if (_chars.Length - _end < 4096)
        {
            if (_chars.Length >= LargestWindow)
            {
                throw new ExportDamage("an element is longer than 32 MiB");
            }

            var larger = ArrayPool<char>.Shared.Rent(_chars.Length * 2);
            Rest.CopyTo(larger);
            ArrayPool<char>.Shared.Return(_chars);
            _chars = larger;
        }
    }

    void Fill()
    {
        if (!_begun)
        {
            Begin();
        }

        if (_decoder is null)
        {
            FillPlain();
        }
        else
        {
            var read = Read(_bytes);
            _decoder.Convert(_bytes.AsSpan(0, read), _chars.AsSpan(_end), read == 0, out _, out var chars, out _);
            _end += chars;
        }
    }

    /// <summary>The file's bytes are our characters' bytes.</summary>
    void FillPlain()
    {
        var room = MemoryMarshal.AsBytes(_chars.AsSpan(_end));
        var held = 0;
        if (_halfCharacter >= 0)
        {
            (room[0], held, _halfCharacter) = ((byte)_halfCharacter, 1, -1);
        }

        var read = Read(room[held..]) + held;
        if (read % 2 == 1)
        {
            _halfCharacter = _ended ? throw new ExportDamage("it ends in the middle of a character") : room[read - 1];
        }

        _end += read / 2;
    }

    /// <summary>Which encoding it is: by its byte order mark, else by its first character, which is always '&lt;'.</summary>
    void Begin()
    {
        _begun = true;
        var first = new byte[4096];
        var read = 0;
        int more;
        while (read < 4 && (more = Read(first.AsSpan(read))) > 0)
        {
            read += more;
        }

        var (encoding, mark) = first.AsSpan(0, read) switch
        {
            [0xFF, 0xFE, ..] => (null, 2),
            [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode, 2),
            [0xEF, 0xBB, 0xBF, ..] => (Encoding.UTF8, 3),
            [(byte)'<', 0, ..] => (null, 0),
            [0, (byte)'<', ..] => (Encoding.BigEndianUnicode, 0),
            _ => ((Encoding?)Encoding.UTF8, 0),
        };
        var rest = first.AsSpan(mark, read - mark);
        if (encoding is null)
        {
            rest.CopyTo(MemoryMarshal.AsBytes(_chars.AsSpan(_end)));
            _end += rest.Length / 2;
            _halfCharacter = rest.Length % 2 == 1 ? rest[^1] : -1;
        }
        else
        {
            _decoder = encoding.GetDecoder();
            _bytes = ArrayPool<byte>.Shared.Rent(4096);
            _decoder.Convert(rest, _chars.AsSpan(_end), false, out _, out var chars, out _);
            _end += chars;
        }
    }

    int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = _stream.Read(buffer);
        }
        catch (InvalidDataException e)
        {
            throw new ExportDamage($"it cannot be unpacked ({e.Message.TrimEnd('.')})");
        }

        _crc.Append(buffer[..read]);
        Unpacked += read;
        if (read == 0 && !_ended)
        {
            _ended = true;
            if (Unpacked != _entry.Length || _crc.Value != _entry.Crc32)
            {
                throw new ExportDamage("what is unpacked is not what was packed (size or CRC)");
            }
        }

        return read;
    }
}
