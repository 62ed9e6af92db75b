using System.ComponentModel.DataAnnotations;

namespace LocalEnergyMarket.Backend.Rpc.Limits;

/// <summary>What callers can make the server hold, and for how long (ADR 0018).</summary>
public sealed class LimitOptions
{
    /// <summary>The largest message that is taken, bytes; a larger one is RESOURCE_EXHAUSTED.</summary>
    [Range(1024, 64 << 20)]
    public int LargestMessage { get; set; } = 4 << 20;

    /// <summary>The largest message that is sent, bytes; a larger one is RESOURCE_EXHAUSTED.</summary>
    [Range(1024, 64 << 20)]
    public int LargestAnswer { get; set; } = 16 << 20;

    /// <summary>Connections at the same time; one more is closed as it comes.</summary>
    [Range(1, 1_000_000)]
    public int Connections { get; set; } = 50_000;

    /// <summary>Streams that a connection may have open at the same time; one more is refused by HTTP/2 and waits in a good client.</summary>
    [Range(1, 10_000)]
    public int StreamsPerConnection { get; set; } = 100;

    /// <summary>All headers of a call together, bytes.</summary>
    [Range(1024, 1 << 20)]
    public int HeaderBytes { get; set; } = 16 << 10;

    /// <summary>One header's name and value, bytes.</summary>
    [Range(256, 1 << 20)]
    public int HeaderFieldBytes { get; set; } = 8 << 10;

    /// <summary>Headers of a call.</summary>
    [Range(16, 1000)]
    public int Headers { get; set; } = 64;

    /// <summary>HTTP/2 window of a stream, bytes: what a caller may send that no service has read.</summary>
    [Range(65_535, 16 << 20)]
    public int StreamWindowBytes { get; set; } = 256 << 10;

    /// <summary>HTTP/2 window of a connection, bytes: the same of all its streams together.</summary>
    [Range(65_535, 64 << 20)]
    public int ConnectionWindowBytes { get; set; } = 512 << 10;

    /// <summary>A connection on which nothing came for so long is asked for a sign of life (HTTP/2 PING), s.</summary>
    [Range(1, 3600)]
    public int PingSeconds { get; set; } = 30;

    /// <summary>How long the sign of life is waited for, s; then the connection is dead.</summary>
    [Range(1, 600)]
    public int PingTimeoutSeconds { get; set; } = 20;

    /// <summary>A connection without a stream is closed after this, s; also one that never sends HTTP/2's preface.</summary>
    [Range(1, 86_400)]
    public int IdleConnectionSeconds { get; set; } = 300;

    /// <summary>How long TLS may take to begin, s.</summary>
    [Range(1, 120)]
    public int HandshakeSeconds { get; set; } = 10;

    /// <summary>How long a call's headers may take to arrive, s.</summary>
    [Range(1, 120)]
    public int HeadersSeconds { get; set; } = 15;

    /// <summary>The slowest that a request's message (not a stream of them) may come in, and any answer be read, bytes/s.</summary>
    [Range(1, 1 << 20)]
    public int BytesPerSecond { get; set; } = 1024;

    /// <summary>How long it may be slower than that, s.</summary>
    [Range(2, 600)]
    public int SlowSeconds { get; set; } = 5;

    /// <summary>A stream of requests that sends nothing for so long ends with DEADLINE_EXCEEDED, s.</summary>
    [Range(1, 86_400)]
    public int UploadIdleSeconds { get; set; } = 60;

    /// <summary>The same for streams that are meant to stay open (boxes), s; 0 for no limit: pings find dead ones.</summary>
    [Range(0, 30 * 86_400)]
    public int LongStreamIdleSeconds { get; set; }

    /// <summary>A connection of this age, s, and up to a tenth more, is asked to come again (GOAWAY); 0 for no limit.</summary>
    [Range(0, 30 * 86_400)]
    public int ConnectionAgeSeconds { get; set; } = 86_400;

    /// <summary>How long calls on a connection of that age may still run, s; then they end with UNAVAILABLE.</summary>
    [Range(1, 3600)]
    public int ConnectionAgeGraceSeconds { get; set; } = 60;

    /// <summary>How long running calls are waited for when the server stops, s; then they end with UNAVAILABLE.</summary>
    [Range(1, 300)]
    public int StopSeconds { get; set; } = 25;
}
