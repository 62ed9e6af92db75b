using System.Security.Cryptography.X509Certificates;
using LocalEnergyMarket.Client.Retrying;
using LocalEnergyMarket.Client.Trust;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Client;

/// <summary>Where the backend is, whom to believe that it is it, who calls, and how calls are made. Checked by <see cref="LemClient.Connect"/>.</summary>
public sealed record LemOptions
{
    /// <summary>The supplier's backends, for example <c>https://market.example:8443</c>. The next is tried when one cannot be reached or says that it stops.</summary>
    public required IReadOnlyList<Uri> Addresses { get; init; }

    /// <summary>Which address is tried first; default the first of the list.</summary>
    public AddressOrder Order { get; init; }

    /// <summary>The certificate authorities that a backend's certificate may lead to, and no others: nothing of the system's store is used.</summary>
    public required TrustedAuthorities Authorities { get; init; }

    /// <summary>
    /// If not empty, a backend's key must be one of these besides: SHA-256 of its SubjectPublicKeyInfo in base 64 (RFC 7469), with or without <c>sha256//</c> before it.
    /// </summary>
    public IReadOnlyList<string> ServerKeys { get; init; } = [];

    /// <summary>Called with a backend's certificate on each new connection, once it is accepted. It must not keep the certificate, only what it takes from it.</summary>
    public Action<X509Certificate2>? CertificateAccepted { get; init; }

    /// <summary>The caller's token from the supplier; sent over the trusted connection only.</summary>
    public string? Token { get; init; }

    /// <summary>Instead of <see cref="Token"/>: asked before each try of a call, so that tokens can be changed while the program runs.</summary>
    public Func<CancellationToken, ValueTask<string>>? TokenSource { get; init; }

    /// <summary>
    /// A proxy that connections go through: <c>socks5://user:password@host:port</c> or <c>http://…</c> (CONNECT). It resolves the backends' names. None if null; the
    /// environment's proxy settings are not used.
    /// </summary>
    public Uri? Proxy { get; init; }

    /// <summary>How long the answer to a call is waited for, with all its tries, where the call itself names no deadline. Default 30 s; none if null.</summary>
    public TimeSpan? Deadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The same for calls that send a file. Default 10 minutes. Calls whose answer is a stream have no deadline.</summary>
    public TimeSpan? UploadDeadline { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How calls that are safe to repeat are repeated.</summary>
    public RetryOptions Retry { get; init; } = new();

    /// <summary>How long one address has to answer with TCP and TLS. Default 5 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The pause before an address that could not be reached is tried again; it doubles up to <see cref="LongestPause"/>. A random half of it is left out.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest pause between two tries of an address. Default 5 s. A call that is made while every address pauses waits for the next try.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>After so long without a word from the server it is pinged. Default 20 s.</summary>
    public TimeSpan KeepAliveDelay { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>A connection whose ping is not answered for so long is given up. Default 10 s.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether a connection is pinged while no call runs as well: so it is not forgotten by what stands in between. Default false.</summary>
    public bool KeepAliveWithoutCalls { get; init; }

    /// <summary>A connection without calls is closed after so long; the next call opens another. Default 5 minutes.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The largest answer that is taken, bytes. Default 16 MiB.</summary>
    public int LargestAnswer { get; init; } = 16 << 20;

    /// <summary>For the log of the gRPC client; none if null.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>The clock that pauses between connections are taken from; the system's by default.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>Which of several addresses is tried first. Whichever it is, it is kept until it fails; then comes the next, after the last the first.</summary>
public enum AddressOrder
{
    /// <summary>The first of the list.</summary>
    Listed,

    /// <summary>Any: many clients with the same list spread over it.</summary>
    Random,
}

/// <summary>The options cannot work; the message says which and what to write.</summary>
public sealed class LemOptionsException(string message, Exception? inner = null) : Exception(message, inner);
