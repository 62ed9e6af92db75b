using System.Net;

namespace LocalEnergyMarket.Client.Connecting;

/// <summary>
/// A request's messages so that they can be sent a second time. The HTTP client does that by itself where a server has said that it did not look at a request (GOAWAY,
/// REFUSED_STREAM); gRPC's content writes its message only once, and the second server would see a request without one.
/// </summary>
sealed class ReplayableContent : HttpContent
{
    /// <summary>A longer request is not kept: it fails, and is repeated by gRPC if it may be.</summary>
    const int Most = 64 * 1024;

    readonly HttpContent _inner;
    readonly MemoryStream _kept = new();
    bool _begun;
    bool _complete;

    public ReplayableContent(HttpContent inner)
    {
        _inner = inner;
        foreach (var (name, values) in inner.Headers.NonValidated)
        {
            Headers.TryAddWithoutValidation(name, values);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <exception cref="IOException">The request cannot be sent again.</exception>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (!_begun)
        {
            _begun = true;
            var recorder = new RecordingStream(stream, _kept, Most);
            await _inner.CopyToAsync(recorder, context, cancellationToken);
            _complete = recorder.IsComplete;
        }
        else if (_complete)
        {
            await stream.WriteAsync(_kept.GetBuffer().AsMemory(0, (int)_kept.Length), cancellationToken);
            await stream.FlushAsync(cancellationToken);
        }
        else
        {
            throw new IOException("The connection was lost while the request was sent.");
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
