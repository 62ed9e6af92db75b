using System.Globalization;

namespace LocalEnergyMarket.Backend.Rpc.Calls.Deadlines;

/// <summary>The header grpc-timeout (gRPC over HTTP/2, Timeout): at most 8 digits, and a unit H, M, S, m, u or n.</summary>
static class GrpcTimeout
{
    public const string Header = "grpc-timeout";

    /// <returns>Null: malformed.</returns>
    public static TimeSpan? Parse(string text)
    {
        if (text.Length is < 2 or > 9 || !text.AsSpan(0, text.Length - 1).ContainsOnlyDigits())
        {
            return null;
        }

        var value = long.Parse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture);
        return text[^1] switch
        {
            'H' => TimeSpan.FromHours((int)value),
            'M' => TimeSpan.FromMinutes(value),
            'S' => TimeSpan.FromSeconds(value),
            'm' => TimeSpan.FromMilliseconds(value),
            'u' => TimeSpan.FromMicroseconds(value),
            'n' => TimeSpan.FromTicks(value / TimeSpan.NanosecondsPerTick),
            _ => null,
        };
    }

    /// <summary>In milliseconds, which hold more than a day.</summary>
    public static string Format(TimeSpan timeout) => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, (long)timeout.TotalMilliseconds)}m");

    static bool ContainsOnlyDigits(this ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');
}
