using System.Text;

namespace LocalEnergyMarket.Backend.Store;

/// <summary>Marten's names: acronyms stay one word, digits are words of their own (<c>Meter15MinClosed</c>: <c>meter_15_min_closed</c>).</summary>
static class SnakeCase
{
    public static string Of(string name)
    {
        var result = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && StartsWord(name, i))
            {
                result.Append('_');
            }

            result.Append(char.ToLowerInvariant(name[i]));
        }

        return result.ToString();
    }

    static bool StartsWord(string name, int i)
    {
        var (before, here) = (name[i - 1], name[i]);
        if (char.IsDigit(here) || char.IsDigit(before))
        {
            return char.IsDigit(here) != char.IsDigit(before);
        }

        var lastOfAcronym = char.IsUpper(before) && i + 1 < name.Length && char.IsLower(name[i + 1]);
        return char.IsUpper(here) && (char.IsLower(before) || lastOfAcronym);
    }
}
