using System.Globalization;

namespace LocalEnergyMarket.Hardware.Simulation.Serving;

/// <summary>What must hold so that every name and every unit means one thing.</summary>
static class SimulatorRules
{
    /// <exception cref="FormatException">Something stands twice.</exception>
    public static void Hold(SimulatorOptions options)
    {
        // A line with a single meter may be called as that is.
        var lines = options.Lines.Where(l => l.Meters is not [var only] || !string.Equals(only.Name, l.Name, StringComparison.Ordinal));
        var names = lines.Select(l => l.Name).Concat(options.Lines.SelectMany(l => l.Meters).Select(m => m.Name)).Concat(options.Edges.Select(e => e.Name));
        foreach (var (name, count) in names.CountBy(n => n, StringComparer.Ordinal))
        {
            if (count > 1 || name.Length == 0 || name.Any(char.IsWhiteSpace) || name.Contains('/', StringComparison.Ordinal))
            {
                throw new FormatException($"The name '{name}' stands {count} times, or is empty, or has a space or a slash: lines, meters and edges need names of their own.");
            }
        }

        foreach (var line in options.Lines)
        {
            foreach (var (unit, count) in line.Meters.CountBy(m => m.UnitId))
            {
                if (count > 1)
                {
                    throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{count} meters of the line {line.Name} have the unit {unit}: give each a unit of its own."));
                }
            }
        }
    }
}
