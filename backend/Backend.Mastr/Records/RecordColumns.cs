using System.Globalization;
using LocalEnergyMarket.Backend.Mastr.Kinds;

namespace LocalEnergyMarket.Backend.Mastr.Records;

/// <summary>What a record is found by, beside its number: the typed columns of its row. Null where it has none.</summary>
/// <param name="Actor">Units: the operator. Grid connections: the grid operator. Roles: the market actor.</param>
/// <param name="Postcode">Of units only.</param>
/// <param name="PowerW">Gross power of units, installed power of plants, capacity of grid connections, W.</param>
sealed record RecordColumns(string? Actor, string? Postcode, string? Location, int? Status, long? PowerW, int? EnergyCarrier)
{
    public static RecordColumns Of(MastrKind kind, IReadOnlyDictionary<string, string> fields)
    {
        var columns = new Dictionary<ColumnRole, string>();
        foreach (var (name, value) in fields)
        {
            var role = ColumnRoles.Of(kind, name);
            if (role != ColumnRole.None && value.Length > 0)
            {
                columns[role] = value;
            }
        }

        return new(
            columns.GetValueOrDefault(ColumnRole.Actor),
            columns.GetValueOrDefault(ColumnRole.Postcode),
            columns.GetValueOrDefault(ColumnRole.Location),
            Number(columns.GetValueOrDefault(ColumnRole.Status)),
            Watts(columns.GetValueOrDefault(ColumnRole.Power)),
            Number(columns.GetValueOrDefault(ColumnRole.EnergyCarrier)));
    }

    /// <summary>kW with a decimal point, as whole watts; null if it is no such number.</summary>
    public static long? Watts(ReadOnlySpan<char> kilowatts) =>
        decimal.TryParse(kilowatts, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
        && Math.Abs(value) < 1_000_000_000_000 ? (long)decimal.Round(value * 1000) : null;

    public static int? Number(ReadOnlySpan<char> text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>The register's stamps have no zone; the documentation (5.1) calls them UTC.</summary>
    public static DateTimeOffset? Stamp(ReadOnlySpan<char> text) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var stamp)
        && stamp.Year is >= 1900 and < 3000 ? new DateTimeOffset(stamp, TimeSpan.Zero) : null;
}
