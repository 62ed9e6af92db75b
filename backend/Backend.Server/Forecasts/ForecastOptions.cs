using System.ComponentModel.DataAnnotations;
using LocalEnergyMarket.Backend.Forecasts.Beliefs;
using LocalEnergyMarket.Backend.Forecasts.Importing;
using LocalEnergyMarket.Backend.Server.Forecasts.Own;

namespace LocalEnergyMarket.Backend.Server.Forecasts;

/// <summary>Where forecasts come from and how they cap what is traded.</summary>
public sealed class ForecastOptions
{
    /// <summary>A folder that suppliers put files into; empty: none is looked at.</summary>
    public string Folder { get; set; } = "";

    /// <summary>For how long a file in the folder must not have changed before it is read, s.</summary>
    [Range(1, 3600)]
    public int SettleSeconds { get; set; } = 10;

    /// <summary>How forecasts cap offers and bids.</summary>
    [Required]
    public CapOptions Cap { get; set; } = new();

    /// <summary>Where weather comes from.</summary>
    [Required]
    public WeatherOptions Weather { get; set; } = new();

    /// <summary>What own forecasts are made of, besides weather and what was measured.</summary>
    [Required]
    public OwnForecastOptions Own { get; set; } = new();

    /// <summary>What the suppliers' files are like.</summary>
    public IList<SupplierOptions> Suppliers { get; } = [];
}

public sealed class CapOptions
{
    /// <summary>Added to the forecast, per cent; negative takes off.</summary>
    [Range(-100, 1000)]
    public int MarginPercent { get; set; }

    /// <summary>The quantile that counts, per mille: 900 is p90; 0: the expected value.</summary>
    [Range(0, 999)]
    public int QuantilePerMille { get; set; }

    /// <summary>Which kinds of forecast count, the first before the second; delivered before own if none is named.</summary>
    public IList<ForecastKind> Precedence { get; } = [];
}

public sealed class SupplierOptions
{
    /// <summary>The supplier's name, the source of its values: letters, digits, dashes. Never changed.</summary>
    [Required]
    public string Name { get; set; } = "";

    /// <summary>Files that are the supplier's by their name, with * and ?, wherever they come from; empty: only those sent in its name.</summary>
    public string Files { get; set; } = "";

    /// <summary>The clock of stamps: UTC, an offset, or Europe/Berlin; empty: not said.</summary>
    public string Zone { get; set; } = "";

    /// <summary>Whether a stamp is the start or the end of its quarter hour.</summary>
    public StampEdge? Stamp { get; set; }

    /// <summary>The decimal sign.</summary>
    public DecimalSign? Decimals { get; set; }

    /// <summary>What the numbers are.</summary>
    public Measure? Measure { get; set; }

    /// <summary>Which way the energy goes.</summary>
    public Direction? Direction { get; set; }

    /// <summary>The unit of files that name none.</summary>
    public string UnitNumber { get; set; } = "";

    /// <summary>Headers by role.</summary>
    public IDictionary<string, string> Columns { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>MaStR numbers by the ids that files use (MaLo, MeLo).</summary>
    public IDictionary<string, string> Units { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>A file with more of them, one <c>id;MaStR number</c> a line.</summary>
    public string UnitsFile { get; set; } = "";

    /// <summary>Whether a file must have whole days.</summary>
    public bool WholeDays { get; set; } = true;

    /// <summary>Whether energies finer than a watt-hour are rounded instead of refused.</summary>
    public bool Round { get; set; }

    /// <summary>What the values are; forecasts in CSV and history in MSCONS if not said.</summary>
    public ForecastKind? Kind { get; set; }
}
