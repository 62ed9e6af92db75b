namespace LocalEnergyMarket.Client.Connecting;

/// <summary>Writes to a stream and keeps what was written, up to a length.</summary>
sealed class RecordingStream(Stream target, MemoryStream kept, int most) : Stream
{
    /// <summary>Whether everything that was written is kept.</summary>
    public bool IsComplete { get; private set; } = true;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush() => target.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => target.FlushAsync(cancellationToken);

    public override void Write(byte[] buffer, int offset, int count)
    {
        Keep(buffer.AsSpan(offset, count));
        target.Write(buffer, offset, count);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Keep(buffer.Span);
        return target.WriteAsync(buffer, cancellationToken);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    void Keep(ReadOnlySpan<byte> written)
    {
        if (IsComplete && kept.Length + written.Length <= most)
        {
            kept.Write(written);
        }
        else if (IsComplete)
        {
            IsComplete = false;
            kept.SetLength(0);
            kept.Capacity = 0;
        }
    }
}
