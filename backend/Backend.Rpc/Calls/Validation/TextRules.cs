using System.Text.RegularExpressions;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Rpc.Calls.Validation;

/// <summary>The rules of strings. But for lengths they do not ask anything of an empty one: that is what <c>required</c> is for.</summary>
static class TextRules
{
    const int UsualMost = 256;

    public static IEnumerable<ValueRule> Of(FieldRule rule)
    {
        yield return HasNoNull;
        yield return NotLongerThan(rule.MaxLength == 0 ? (int)Math.Max(UsualMost, rule.Length) : (int)Math.Min(rule.MaxLength, int.MaxValue));
        if (rule.Length > 0)
        {
            yield return HasLength((int)rule.Length);
        }

        if (rule.Uuid)
        {
            yield return IsUuid;
        }

        if (rule.Pattern.Length > 0)
        {
            yield return Matches(rule.Pattern);
        }
    }

    /// <summary>PostgreSQL cannot keep it, and nobody means it.</summary>
    static Wrong? HasNoNull(object value) =>
        ((string)value).Contains('\0', StringComparison.Ordinal) ? new(FieldProblem.ForbiddenCharacter, "has the character U+0000: leave it out") : null;

    static ValueRule NotLongerThan(int most) => value => ((string)value).Length <= most || Characters(value) <= most
        ? null
        : new(FieldProblem.TooLong, $"has {Characters(value)} characters: give at most {most}");

    static ValueRule HasLength(int length) => value => value is "" || Characters(value) == length
        ? null
        : new(FieldProblem.WrongLength, $"has {Characters(value)} characters: give {length}");

    static Wrong? IsUuid(object value) => value is "" || Guid.TryParseExact((string)value, "D", out _)
        ? null
        : new(FieldProblem.NotAUuid, $"'{Quoted.Of((string)value)}' is not a UUID: give one in text form, for example 3f2504e0-4f89-41d3-9a0c-0305e82c3301");

    static ValueRule Matches(string pattern)
    {
        // The whole text, in time linear in its length, as with RE2.
        var whole = new Regex($@"\A(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        return value => value is "" || whole.IsMatch((string)value)
            ? null
            : new(FieldProblem.Malformed, $"'{Quoted.Of((string)value)}' has not the form that it must have: {pattern}");
    }

    static int Characters(object value) => ((string)value).EnumerateRunes().Count();
}
