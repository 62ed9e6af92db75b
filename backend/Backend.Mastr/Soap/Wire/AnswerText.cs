namespace LocalEnergyMarket.Backend.Mastr.Soap.Wire;

/// <summary>Puts U+FFFD where a raw character is not allowed in XML 1.0 (section 2.2): one bad name must not cost a page of 2,000 units.</summary>
sealed class AnswerText(StreamReader inner) : TextReader
{
    public override async ValueTask<int> ReadAsync(Memory<char> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        Clean(buffer.Span[..read]);
        return read;
    }

    public override async Task<int> ReadAsync(char[] buffer, int index, int count) => await ReadAsync(buffer.AsMemory(index, count));

    public override int Read(char[] buffer, int index, int count) => throw new NotSupportedException("An answer is read asynchronously only.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    static void Clean(Span<char> text)
    {
        foreach (ref var c in text)
        {
            if ((c < ' ' && c is not ('\t' or '\n' or '\r')) || c is '\uFFFE' or '\uFFFF')
            {
                c = '\uFFFD';
            }
        }
    }
}
