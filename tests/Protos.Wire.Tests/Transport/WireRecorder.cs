using System.Buffers.Binary;
using System.Net;

namespace LocalEnergyMarket.Protos.Wire.Tests.Transport;

/// <summary>Sees what really goes over the wire: whether each message, out and in, carries the compressed flag, and the answer's encoding.</summary>
public sealed class WireRecorder(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    readonly MemoryStream _sent = new();
    readonly MemoryStream _received = new();

    public string? ResponseEncoding { get; private set; }

    /// <summary>The compressed flag of every message sent.</summary>
    public IReadOnlyList<bool> Sent => Flags(_sent);

    /// <summary>The compressed flag of every message received.</summary>
    public IReadOnlyList<bool> Received => Flags(_received);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Content = Recording(request.Content!, _sent);
        var response = await base.SendAsync(request, cancellationToken);
        response.Content = Recording(response.Content, _received);
        ResponseEncoding = response.Headers.TryGetValues("grpc-encoding", out var values) ? values.Single() : null;
        return response;
    }

    static RecordingContent Recording(HttpContent content, Stream record)
    {
        var recording = new RecordingContent(content, record);
        foreach (var header in content.Headers)
        {
            recording.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        return recording;
    }

    // A message is one byte (1: compressed), four bytes of length, and the payload.
    static List<bool> Flags(MemoryStream record)
    {
        var flags = new List<bool>();
        var bytes = record.ToArray().AsSpan();
        while (bytes.Length >= 5)
        {
            flags.Add(bytes[0] == 1);
            bytes = bytes[(5 + BinaryPrimitives.ReadInt32BigEndian(bytes[1..]))..];
        }

        return flags;
    }

    sealed class RecordingContent(HttpContent content, Stream record) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
            content.CopyToAsync(new Tee(stream, record), context, cancellationToken);

        protected override Task<Stream> CreateContentReadStreamAsync() => CreateContentReadStreamAsync(CancellationToken.None);

        protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
            new Tee(await content.ReadAsStreamAsync(cancellationToken), record);

        protected override bool TryComputeLength(out long length)
        {
            length = -1;
            return false;
        }
    }
}
