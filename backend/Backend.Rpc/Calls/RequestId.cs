using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace LocalEnergyMarket.Backend.Rpc.Calls;

/// <summary>By what a call is found again: in the log, in the answer's header <c>x-request-id</c>, in errors.</summary>
static class RequestId
{
    public const string Header = "x-request-id";

    const int Longest = 128;

    static readonly SearchValues<char> Sane = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/+=");

    /// <summary>The caller's own if it can do no harm in a log; otherwise a new one.</summary>
    public static string Of(HttpRequest request) =>
        request.Headers[Header] is [{ Length: > 0 and <= Longest } given] && !given.AsSpan().ContainsAnyExcept(Sane) ? given : Guid.CreateVersion7().ToString("N");
}
