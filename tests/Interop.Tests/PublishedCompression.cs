namespace LocalEnergyMarket.Interop.Tests;

/// <summary>Which messages of a case have to be compressed on the wire; cases that are silent about it are not listed.</summary>
static class PublishedCompression
{
    // The probe says it is compressed, and is not.
    static readonly Dictionary<string, bool[]> Requests = new(StringComparer.Ordinal)
    {
        ["client_compressed_unary"] = [false, true, false],
        ["client_compressed_streaming"] = [false, true, false],
    };

    static readonly Dictionary<string, bool[]> Responses = new(StringComparer.Ordinal)
    {
        ["server_compressed_unary"] = [true, false],
        ["server_compressed_streaming"] = [true, false],
    };

    public static bool[]? OfRequests(string name) => Requests.GetValueOrDefault(name);

    public static bool[]? OfResponses(string name) => Responses.GetValueOrDefault(name);
}
