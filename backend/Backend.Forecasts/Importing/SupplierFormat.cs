using System.Collections.Immutable;
using LocalEnergyMarket.Backend.Forecasts.Beliefs;

namespace LocalEnergyMarket.Backend.Forecasts.Importing;

/// <summary>Which end of its quarter hour a value is stamped with.</summary>
public enum StampEdge
{
    Start,
    End,
}

/// <summary>The sign before the decimals.</summary>
public enum DecimalSign
{
    Comma,
    Point,
}

/// <summary>What a number counts. Powers are means over the quarter hour.</summary>
public enum Measure
{
    Wh,
    KWh,
    MWh,
    W,
    KW,
    MW,
}

/// <summary>
/// What a supplier's files are like, as far as it was said. What is not said is taken from the file where it is certain there; what the file
/// says for certain and differs is an error.
/// </summary>
public sealed record SupplierFormat
{
    /// <summary>Of files whose supplier has no settings, and of those that name none.</summary>
    public const string Unnamed = "upload";

    /// <summary>The supplier's name: the source of its values.</summary>
    public string Source { get; init; } = Unnamed;

    /// <summary>The clock of stamps without a zone; null: not said.</summary>
    public FileZone? Zone { get; init; }

    public StampEdge? Stamp { get; init; }

    public DecimalSign? Decimals { get; init; }

    public Measure? Measure { get; init; }

    public Direction? Direction { get; init; }

    /// <summary>The unit of files that name none: a MaStR number.</summary>
    public string? UnitNumber { get; init; }

    /// <summary>The headers of columns that are not recognised by themselves, by their role (<see cref="Csv.ColumnRole"/>, or <c>p10</c> and so on).</summary>
    public IReadOnlyDictionary<string, string> Columns { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Units by the MaLo, MeLo or other id that files call them by.</summary>
    public IReadOnlyDictionary<string, string> Units { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Whether each day in a file must be whole (92, 96 or 100 quarter hours).</summary>
    public bool WholeDays { get; init; }

    /// <summary>Whether energies finer than a watt-hour are rounded; otherwise they are an error. Powers always are.</summary>
    public bool Round { get; init; }

    /// <summary>What the values are; null: forecasts in CSV, history in MSCONS.</summary>
    public ForecastKind? Kind { get; init; }
}
