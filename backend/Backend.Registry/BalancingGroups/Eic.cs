namespace LocalEnergyMarket.Backend.Registry.BalancingGroups;

/// <summary>
/// Energy Identification Codes: 16 characters of A-Z, 0-9 and the minus sign, of which the last is a check character (ENTSO-E, The Energy Identification Coding
/// Scheme reference manual, "EIC check character"): weights 16 to 2, modulo 37.
/// </summary>
public static class Eic
{
    public const int Length = 16;
    const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-";

    /// <summary>What is wrong with a code, in one sentence; null if nothing is.</summary>
    public static string? Problem(string code)
    {
        if (code.Length != Length || code.Any(character => !Alphabet.Contains(character, StringComparison.Ordinal)))
        {
            return $"'{code}' is no EIC: that has {Length} characters of A-Z, 0-9 and the minus sign.";
        }

        var check = CheckCharacter(code.AsSpan(0, Length - 1));
        return check == '-' ? $"'{code}' is no EIC: its first 15 characters have no check character (it would be the minus sign), so no such code was given out."
            : check != code[^1] ? $"'{code}' is no EIC: its check character is {code[^1]}, and {check} belongs to what stands before it. Look for a mistyped character."
            : null;
    }

    /// <summary>The check character of 15 characters; the minus sign says that there is none.</summary>
    public static char CheckCharacter(ReadOnlySpan<char> code)
    {
        var sum = 0;
        for (var i = 0; i < Length - 1; i++)
        {
            sum += Alphabet.IndexOf(code[i], StringComparison.Ordinal) * (Length - i);
        }

        return Alphabet[36 - ((sum + 36) % 37)];
    }
}
