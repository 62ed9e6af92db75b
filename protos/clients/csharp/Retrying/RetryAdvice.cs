using System.Globalization;
using LocalEnergyMarket.Client.Errors;

namespace LocalEnergyMarket.Client.Retrying;

/// <summary>What the server's refusal says about the next try, in the form that the gRPC client knows (<c>grpc-retry-pushback-ms</c>, gRFC A6).</summary>
static class RetryAdvice
{
    const string PushBack = "grpc-retry-pushback-ms";
    const string Never = "-1";

    /// <summary>
    /// Translates RetryInfo. A pause longer than the longest is not kept. RESOURCE_EXHAUSTED without advice, such as a message that is too large, is the same at the next try.
    /// </summary>
    /// <returns>Whether the server says that it does not serve now (UNAVAILABLE).</returns>
    public static bool Read(HttpResponseMessage response, TimeSpan longest)
    {
        var code = Header(response, "grpc-status");
        if (code is not ("8" or "14") || response.Headers.Contains(PushBack))
        {
            return code == "14";
        }

        var delay = ErrorDetails.Parse(Header(response, ErrorDetails.HeaderName)).RetryDelay;
        if (delay is { } pause)
        {
            // Everybody who is told the same comes a little apart.
            var jittered = pause.TotalMilliseconds * (1 + (Random.Shared.NextDouble() / 10));
            response.Headers.TryAddWithoutValidation(PushBack, pause > longest ? Never : Math.Ceiling(jittered).ToString(CultureInfo.InvariantCulture));
        }
        else if (code == "8")
        {
            response.Headers.TryAddWithoutValidation(PushBack, Never);
        }

        return code == "14";
    }

    static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
