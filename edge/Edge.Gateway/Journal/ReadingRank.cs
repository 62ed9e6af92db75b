using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;

namespace LocalEnergyMarket.Edge.Gateway.Journal;

/// <summary>What an open reading is worth when not all can be kept: the lowest go first, of one rank the oldest.</summary>
public enum ReadingRank
{
    /// <summary>Power, and what could not be read.</summary>
    Power = 0,
    /// <summary>Energy inside a quarter hour: it bears out the edges.</summary>
    Within = 1,
    /// <summary>The first energy of a quarter hour, at its edge or as near to it as there is: what settlement comes from.</summary>
    Edge = 2,
}

static class ReadingRanks
{
    public const int Count = 3;

    /// <param name="before">When the same register was last written down.</param>
    public static ReadingRank Of(Reading reading, DateTimeOffset? before) =>
        reading.Register is not (Register.EnergyImportWh or Register.EnergyExportWh) || reading.Quality == Quality.Missing ? ReadingRank.Power
        : before is { } last && Timeslot.Containing(last) == Timeslot.Containing(reading.Time) ? ReadingRank.Within
        : ReadingRank.Edge;
}
