namespace LocalEnergyMarket.Backend.Mastr;

/// <summary>The register's number: three letters, eleven digits of which the first is 9, a check digit by the EAN rule.</summary>
public static class MastrNumber
{
    public static bool HasForm(string text) =>
        text.Length == 15 && text.AsSpan(0, 3).IndexOfAnyExceptInRange('A', 'Z') < 0 && text.AsSpan(3).IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>Whether the check digit fits. The register itself has odd ones: a wrong digit is a warning, never a refusal.</summary>
    public static bool HasRightCheckDigit(string number)
    {
        if (!HasForm(number))
        {
            return false;
        }

        var sum = 0;
        for (var i = 0; i < 11; i++)
        {
            sum += (number[i + 3] - '0') * (i % 2 == 0 ? 3 : 1);
        }

        return (10 - (sum % 10)) % 10 == number[14] - '0';
    }
}
