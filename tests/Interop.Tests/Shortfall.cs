namespace LocalEnergyMarket.Interop.Tests;

/// <summary>
/// What a peer cannot do of a case, and why. The case runs all the same and has to fail in exactly this way, so that the list is right;
/// what is left of the case has to pass.
/// </summary>
/// <param name="Fails">What the client says when the case runs as published.</param>
/// <param name="Rest">The name of what is left of the case; null: nothing is.</param>
/// <param name="Requests">Whether each request of the rest is compressed.</param>
sealed record Shortfall(string Reason, string Fails, string? Rest = null, bool[]? Requests = null)
{
    static readonly Shortfall CannotSeeProbe = new(
        "its server has no way to learn whether a request came compressed, so it cannot refuse one that should have",
        "expected InvalidArgument, got OK", "{0}_noprobe", Requests: [true, false]);

    static readonly Shortfall CannotCompress = new(
        "its server never compresses a response (every message is framed with the flag 0)", "compressed: expected True, got False");

    public static readonly IReadOnlyDictionary<(string Server, string Case), Shortfall> OfServers = new Dictionary<(string, string), Shortfall>
    {
        [("grpc-js", "client_compressed_unary")] = CannotSeeProbe,
        [("grpc-js", "client_compressed_streaming")] = CannotSeeProbe,
        [("grpc-js", "server_compressed_unary")] = CannotCompress,
        [("grpc-js", "server_compressed_streaming")] = CannotCompress,
        [("grpcio", "client_compressed_unary")] = CannotSeeProbe,
        [("grpcio", "client_compressed_streaming")] = CannotSeeProbe,
    };

    public static readonly IReadOnlyDictionary<(string Client, string Case), Shortfall> OfClients = new Dictionary<(string, string), Shortfall>
    {
        [("grpcio", "client_compressed_streaming")] = new(
            "its client chooses compression for a whole call, never for one message of it",
            "INVALID_ARGUMENT: the message was not to come compressed and did", "{0}_whole_call", Requests: [true, true]),
    };

    public string? RestOf(string name) => Rest is null ? null : string.Format(System.Globalization.CultureInfo.InvariantCulture, Rest, name);
}
