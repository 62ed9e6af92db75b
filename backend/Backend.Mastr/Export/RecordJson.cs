using System.Text;

namespace LocalEnergyMarket.Backend.Mastr.Export;

/// <summary>The JSON object of one record while it is read, in a buffer that is used again for the next.</summary>
sealed class RecordJson
{
    byte[] _buffer = new byte[8192];
    int _length;

    /// <summary>The object without its last brace while fields are added.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public bool IsEmpty => _length <= 1;

    public void Begin()
    {
        _buffer[0] = (byte)'{';
        _length = 1;
    }

    public void End()
    {
        Ensure(1);
        _buffer[_length++] = (byte)'}';
    }

    /// <summary>Adds a field whose value is printable ASCII without a quotation mark or a backslash.</summary>
    /// <returns>Where the value ends.</returns>
    public int AddPlain(ElementName name, ReadOnlySpan<char> value)
    {
        Ensure(name.JsonPrefix.Length + value.Length + 2);
        Prefix(name);
        _length += Encoding.ASCII.GetBytes(value, _buffer.AsSpan(_length));
        _buffer[_length++] = (byte)'"';
        return _length - 1;
    }

    /// <summary>Adds a field of any value.</summary>
    /// <inheritdoc cref="AddPlain"/>
    public int Add(ElementName name, string value)
    {
        Ensure(name.JsonPrefix.Length + (value.Length * 6) + 2);
        Prefix(name);
        _length += Escape(value, _buffer.AsSpan(_length));
        _buffer[_length++] = (byte)'"';
        return _length - 1;
    }

    /// <summary>Adds to the value that ends there, as another of several: separated by a comma, as the export does.</summary>
    /// <returns>By how many bytes everything behind has moved.</returns>
    public int Append(int valueEnd, string value)
    {
        var added = new byte[(value.Length * 6) + 2];
        ", "u8.CopyTo(added);
        var count = 2 + Escape(value, added.AsSpan(2));
        Ensure(count);
        _buffer.AsSpan(valueEnd, _length - valueEnd).CopyTo(_buffer.AsSpan(valueEnd + count));
        added.AsSpan(0, count).CopyTo(_buffer.AsSpan(valueEnd));
        _length += count;
        return count;
    }

    void Prefix(ElementName name)
    {
        // The first field has no comma before it.
        var prefix = _length == 1 ? name.JsonPrefix.AsSpan(1) : name.JsonPrefix;
        prefix.CopyTo(_buffer.AsSpan(_length));
        _length += prefix.Length;
    }

    static int Escape(string value, Span<byte> to)
    {
        var length = 0;
        foreach (var rune in value.EnumerateRunes())
        {
            if (rune.Value is '"' or '\\')
            {
                to[length++] = (byte)'\\';
                to[length++] = (byte)rune.Value;
            }
            else if (rune.Value < ' ')
            {
                "\\u00"u8.CopyTo(to[length..]);
                to[length + 4] = (byte)(rune.Value < 16 ? '0' : '1');
                to[length + 5] = "0123456789abcdef"u8[rune.Value & 15];
                length += 6;
            }
            else
            {
                length += rune.EncodeToUtf8(to[length..]);
            }
        }

        return length;
    }

    void Ensure(int more)
    {
        if (_buffer.Length - _length < more)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + more));
        }
    }
}
