namespace LocalEnergyMarket.Backend.Rpc.Calls.RateLimits;

/// <summary>Methods that take something secret that could be guessed: they have a budget of their own, <see cref="RateLimitOptions.Guess"/>.</summary>
/// <param name="paths">"/lem.v1.BoxService/BeginEnrollment".</param>
public sealed class GuessedMethods(params IEnumerable<string> paths)
{
    readonly HashSet<string> _paths = new(paths, StringComparer.Ordinal);

    public bool Contains(string path) => _paths.Contains(path);
}
