namespace LocalEnergyMarket.MainJob.Parts;

/// <summary>How the system is run.</summary>
public sealed record SystemOptions
{
    /// <summary>Holds all state; must be empty or missing.</summary>
    public required string Folder { get; init; }

    /// <summary>Market seconds in a real second.</summary>
    public int Factor { get; init; } = 60;

    /// <summary>The market's time when its clock is started.</summary>
    public DateTimeOffset MarketStart { get; init; } = new(2026, 6, 21, 9, 0, 0, TimeSpan.Zero);

    /// <summary>The portal's port; it is not started if null.</summary>
    public int? PortalPort { get; init; }

    /// <summary>Recorded output of the PV plant (unix seconds, power per kWp) instead of the synthetic sun.</summary>
    public string? PvCsv { get; init; }

    /// <summary>Recorded load of the household (unix seconds, W) instead of the synthetic one.</summary>
    public string? HouseholdCsv { get; init; }

    /// <summary>Whether box 2 has a node of the chain of its own: it answers events and reports timeslots by itself.</summary>
    public bool OwnNode { get; init; }

    /// <summary>Reads the recordings, if there are any.</summary>
    /// <exception cref="FormatException">One cannot be used; the message names file and line.</exception>
    public void CheckRecordings() => _ = new PlantOfTheDay(this);
}
