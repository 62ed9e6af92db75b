namespace LocalEnergyMarket.Backend.Server.Jobs.Schedules;

/// <summary>What starts by itself; one of the name of a schedule that there is without configuration takes its place.</summary>
public sealed class ScheduleOptions
{
    /// <summary>Unique among schedules; the kind if empty.</summary>
    public string Name { get; set; } = "";

    /// <summary>The kind of job.</summary>
    public string Kind { get; set; } = "";

    /// <summary>When, in local time of Europe/Berlin: second, minute, hour, day of month, month, day of week (Quartz).</summary>
    public string Cron { get; set; } = "";

    /// <summary>A JSON object.</summary>
    public string Arguments { get; set; } = "{}";

    public bool Enabled { get; set; } = true;
}
