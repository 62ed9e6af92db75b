using LocalEnergyMarket.Client.Connecting;
using LocalEnergyMarket.Client.Trust;

namespace LocalEnergyMarket.Client;

/// <summary>What must hold of the options before anything is connected.</summary>
static class OptionsRules
{
    /// <exception cref="LemOptionsException">Something does not hold; one sentence each.</exception>
    public static void Check(LemOptions options)
    {
        if (Mistakes(options).OfType<string>().ToList() is { Count: > 0 } mistakes)
        {
            throw new LemOptionsException(string.Join(' ', mistakes));
        }
    }

    static IEnumerable<string?> Mistakes(LemOptions options) =>
    [
        options.Addresses.Distinct().Count() == options.Addresses.Count ? null : "Addresses: one is there twice.",
        options.Addresses.Count > 0 ? null : "Addresses: give at least one, for example https://market.example:8443.",
        .. options.Addresses.Select(Address),
        options.Token is null || options.TokenSource is null ? null : "Token and TokenSource: give one of them.",
        options.Token is null || IsToken(options.Token) ? null : "Token: it must be the token alone, without spaces.",
        .. options.ServerKeys.Select(key => KeyPin.IsOne(key) ? null : $"ServerKeys: '{key}' is not a SHA-256 in base 64."),
        ProxyAddress.Mistake(options.Proxy),
        Positive(nameof(LemOptions.Deadline), options.Deadline),
        Positive(nameof(LemOptions.UploadDeadline), options.UploadDeadline),
        Positive(nameof(LemOptions.ConnectTimeout), options.ConnectTimeout),
        Positive(nameof(LemOptions.FirstPause), options.FirstPause),
        options.LongestPause >= options.FirstPause ? null : "LongestPause: it is shorter than FirstPause.",
        options.KeepAliveDelay >= TimeSpan.FromSeconds(1) ? null : "KeepAliveDelay: at least one second.",
        options.KeepAliveTimeout >= TimeSpan.FromSeconds(1) ? null : "KeepAliveTimeout: at least one second.",
        Positive(nameof(LemOptions.IdleTimeout), options.IdleTimeout),
        options.LargestAnswer > 0 ? null : "LargestAnswer: it must be positive.",
        options.Retry.Attempts is >= 1 and <= 5 ? null : "Retry.Attempts: 1 (no retry) to 5.",
        Positive("Retry.FirstPause", options.Retry.FirstPause),
        options.Retry.LongestPause >= options.Retry.FirstPause ? null : "Retry.LongestPause: it is shorter than Retry.FirstPause.",
    ];

    public static bool IsToken(string token) => token.Length > 0 && token.All(c => c is > ' ' and <= '~');

    static string? Address(Uri address) => address is { IsAbsoluteUri: true, Scheme: "https", PathAndQuery: "/", UserInfo: "" }
        ? null
        : $"Addresses: '{address}' is not an address such as https://market.example:8443.";

    static string? Positive(string name, TimeSpan? value) => value is null || value > TimeSpan.Zero ? null : $"{name}: it must be longer than nothing.";
}
