using System.Text;

namespace LocalEnergyMarket.Hardware.Simulation.Faults;

/// <summary>Faults by the names they are ordered with.</summary>
public static class FaultNames
{
    static readonly Dictionary<string, FaultKind> ByName =
        Enum.GetValues<FaultKind>().Where(kind => kind != FaultKind.None).ToDictionary(Of, StringComparer.Ordinal);

    /// <summary>All of them, in the order of <see cref="FaultKind"/>.</summary>
    public static IEnumerable<string> All => ByName.Keys;

    public static string Of(FaultKind kind)
    {
        var name = new StringBuilder();
        foreach (var letter in kind.ToString())
        {
            if (char.IsUpper(letter) && name.Length > 0)
            {
                name.Append('-');
            }

            name.Append(char.ToLowerInvariant(letter));
        }

        return name.ToString();
    }

    /// <exception cref="FormatException">There is none of that name; the message lists those there are.</exception>
    public static FaultKind Parse(string name) =>
        ByName.TryGetValue(name, out var kind) ? kind : throw new FormatException($"There is no fault '{name}'. Known are: {string.Join(", ", All)}.");
}
