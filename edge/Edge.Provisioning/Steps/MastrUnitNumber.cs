using LocalEnergyMarket.Edge.Provisioning.Problems;

namespace LocalEnergyMarket.Edge.Provisioning.Steps;

/// <summary>A unit's number in the Marktstammdatenregister: three letters, eleven digits of which the first is 9, a check digit by the EAN rule.</summary>
static class MastrUnitNumber
{
    const int Length = 15;

    /// <summary>Numbers of market actors, grid connection points and grids, which are easily taken for a unit's.</summary>
    static readonly string[] OtherThings = ["ABR", "SEM", "SNB", "SNE", "SAN", "SNA", "SEL"];

    /// <summary>Upper case without spaces and dashes.</summary>
    /// <exception cref="ProblemException">It is no number of a unit.</exception>
    public static string Parse(string text)
    {
        var number = string.Concat(text.Where(c => c is not (' ' or '-'))).ToUpperInvariant();
        return number.Length == Length && number[..3].All(char.IsAsciiLetterUpper) && number[3..].All(char.IsAsciiDigit) && !OtherThings.Contains(number[..3], StringComparer.Ordinal)
            ? number
            : throw new ProblemException(ProblemId.MastrMalformed, $"'{text}'");
    }

    /// <summary>Whether the check digit fits; the register itself has odd ones, so that a wrong one is only to be looked at.</summary>
    public static bool HasRightCheckDigit(string number)
    {
        var sum = Enumerable.Range(0, 11).Sum(i => (number[i + 3] - '0') * (i % 2 == 0 ? 3 : 1));
        return (10 - (sum % 10)) % 10 == number[14] - '0';
    }
}
