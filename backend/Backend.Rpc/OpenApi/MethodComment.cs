using System.Text.RegularExpressions;
using Grpc.Core;

namespace LocalEnergyMarket.Backend.Rpc.OpenApi;

/// <summary>A method's comment in its parts: what it does, which errors it has and when, who may call.</summary>
/// <param name="Summary">The first sentence.</param>
/// <param name="Description">All before the errors.</param>
sealed partial record MethodComment(string Summary, string Description, IReadOnlyList<(StatusCode Code, string When)> Errors)
{
    static readonly Dictionary<string, StatusCode> Codes =
        Enum.GetValues<StatusCode>().ToDictionary(code => CapitalAfterSmall().Replace(code.ToString(), "_").ToUpperInvariant(), StringComparer.Ordinal);

    public static MethodComment Of(string comment)
    {
        var errors = Error().Matches(comment).Where(match => Codes.ContainsKey(match.Groups["code"].Value)).ToArray();
        var description = Roles().Replace(errors.Length > 0 ? comment[..errors[0].Index] : comment, "").Trim();
        var end = description.IndexOf(". ", StringComparison.Ordinal);
        return new(
            end < 0 ? description.TrimEnd('.') : description[..end], description,
            [.. errors.Select(match => (Codes[match.Groups["code"].Value], Roles().Replace(match.Groups["when"].Value, "").Trim()))]);
    }

    [GeneratedRegex(@"(?<code>[A-Z][A-Z_]{5,}): (?<when>.+?)(?=(?:[A-Z][A-Z_]{5,}: )|\z)", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Error();

    // The rules say the same; the document says it from there.
    [GeneratedRegex(@"Roles?: [^.]*\.", RegexOptions.None, 1000)]
    private static partial Regex Roles();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])", RegexOptions.None, 1000)]
    private static partial Regex CapitalAfterSmall();
}
