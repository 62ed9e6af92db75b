using System.Globalization;
using LocalEnergyMarket.Edge.Gateway.Journal;

namespace LocalEnergyMarket.Edge.Gateway.Configuration;

/// <summary>What must hold of what the journal may take.</summary>
public static class JournalOptionsRules
{
    const long Most = 1L << 40;

    /// <summary>One sentence a mistake, naming the key.</summary>
    public static IEnumerable<string> Mistakes(JournalOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.MaxBytes is < JournalLimits.LeastBytes or > Most)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"Journal.MaxBytes: {options.MaxBytes} is not between {JournalLimits.LeastBytes} (1 MiB) and {Most} (1 TiB).");
        }
    }
}
