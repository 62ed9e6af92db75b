using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LocalEnergyMarket.Backend.Rpc.Json;

/// <summary>Stands in for the server's response while gRPC answers: keeps headers, message and trailers apart until they are translated.</summary>
sealed class InnerResponse(IHttpResponseFeature outer)
    : PipeWriter, IHttpResponseFeature, IHttpResponseBodyFeature, IHttpResponseTrailersFeature, IHttpResetFeature
{
    readonly ArrayBufferWriter<byte> _content = new();
    readonly Stack<(Func<object, Task> Callback, object State)> _starting = new();

    public int StatusCode { get; set; } = StatusCodes.Status200OK;

    public string? ReasonPhrase { get; set; }

    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

    public IHeaderDictionary Trailers { get; set; } = new HeaderDictionary();

    public bool HasStarted { get; private set; }

    public ReadOnlyMemory<byte> Content => _content.WrittenMemory;

    public Stream Stream => AsStream(leaveOpen: true);

    public PipeWriter Writer => this;

    // Of the obsolete pair of IHttpResponseFeature.
    Stream IHttpResponseFeature.Body { get => Stream; set => throw new NotSupportedException(); }

    public void OnStarting(Func<object, Task> callback, object state) => _starting.Push((callback, state));

    public void OnCompleted(Func<object, Task> callback, object state) => outer.OnCompleted(callback, state);

    public void DisableBuffering()
    {
        // One message is one answer: there is nothing to send earlier.
    }

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (!HasStarted)
        {
            while (_starting.TryPop(out var starting))
            {
                await starting.Callback(starting.State);
            }

            HasStarted = true;
        }
    }

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task CompleteAsync() => StartAsync();

    public void Reset(int errorCode)
    {
        // gRPC resets a stream after its answer is complete; a translated call has no stream of its own.
    }

    public override void Advance(int bytes) => _content.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => _content.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _content.GetSpan(sizeHint);

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => 0;

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        await StartAsync(cancellationToken);
        return default;
    }

    public override void CancelPendingFlush()
    {
        // A flush never waits.
    }

    public override void Complete(Exception? exception = null)
    {
        // The answer is complete when the call is.
    }
}
