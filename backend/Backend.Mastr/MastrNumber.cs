using System.Text;

namespace LocalEnergyMarket.Backend.Mastr;

/// <summary>The register's number: three letters, eleven digits of which the first is 9, a check digit by the EAN rule. Market roles have two letters more.</summary>
public static class MastrNumber
{
    public static bool HasForm(string text) =>
        text.Length == 15 && text.AsSpan(0, 3).IndexOfAnyExceptInRange('A', 'Z') < 0 && text.AsSpan(3).IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>Whether the check digit fits. The register itself has odd ones: a wrong digit is a warning, never a refusal.</summary>
    public static bool HasRightCheckDigit(string number) => HasForm(number) && HasRightCheckDigit(Encoding.ASCII.GetBytes(number));

    /// <summary>The same of 15 bytes; what has not the form of a number has no wrong digit.</summary>
    internal static bool HasRightCheckDigit(ReadOnlySpan<byte> number)
    {
        if (number.Length != 15 || number[3..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
        {
            return true;
        }

        var sum = 0;
        for (var i = 0; i < 11; i++)
        {
            sum += (number[i + 3] - '0') * (i % 2 == 0 ? 3 : 1);
        }

        return (10 - (sum % 10)) % 10 == number[14] - '0';
    }

    /// <summary>What somebody who typed a number that is not found may have done wrong; "" if nothing can be seen.</summary>
    public static string Doubt(string typed) =>
        typed.Length is not (15 or 17) || !HasForm(typed[..15]) ? " A MaStR number has three letters and twelve digits, for example SEE910000000019."
        : HasRightCheckDigit(typed[..15]) ? ""
        : " Its check digit does not fit: a digit is wrong, or two stand in each other's place.";
}
