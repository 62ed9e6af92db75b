namespace LocalEnergyMarket.Backend.Mastr.Export;

/// <summary>
/// Puts U+FFFD where a character is not allowed in XML 1.0 (section 2.2): real exports hold raw control characters and lone surrogates, and
/// one of them must not cost the other 99,999 units of the file.
/// </summary>
sealed class CleanText(TextReader inner) : TextReader
{
    char _high;

    /// <summary>How many characters were replaced.</summary>
    public int Replaced { get; private set; }

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read(Span<char> buffer)
    {
        var read = inner.Read(buffer);
        for (var i = 0; i < read; i++)
        {
            var next = i + 1 < read ? buffer[i + 1] : (char)Math.Max(inner.Peek(), 0);
            buffer[i] = Clean(buffer[i], next);
        }

        return read;
    }

    public override int Read()
    {
        var c = inner.Read();
        return c < 0 ? c : Clean((char)c, (char)Math.Max(inner.Peek(), 0));
    }

    public override int Peek() => inner.Peek();

    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }

    char Clean(char c, char next)
    {
        var high = _high;
        _high = '\0';
        if (char.IsHighSurrogate(c) && char.IsLowSurrogate(next))
        {
            _high = c;
            return c;
        }

        var allowed = char.IsLowSurrogate(c) ? high != '\0' : !char.IsSurrogate(c) && (c >= ' ' || c is '\t' or '\n' or '\r') && c is not ('\uFFFE' or '\uFFFF');
        if (allowed)
        {
            return c;
        }

        Replaced++;
        return '\uFFFD';
    }
}
