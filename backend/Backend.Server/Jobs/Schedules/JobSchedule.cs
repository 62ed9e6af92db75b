using System.Text.Json;
using Quartz;

namespace LocalEnergyMarket.Backend.Server.Jobs.Schedules;

/// <summary>What starts by itself, when.</summary>
sealed record JobSchedule(string Name, string Kind, CronExpression Cron, JsonElement Arguments, bool Enabled)
{
    /// <summary>How runs say that this started them.</summary>
    public string Starter => $"schedule {Name}";

    /// <summary>The last time it was due, at or before an instant. However late or often it fires, that is the time it fires for.</summary>
    public DateTimeOffset DueAt(DateTimeOffset instant) => Cron.GetPreviousValidTimeBefore(instant + TimeSpan.FromSeconds(1)) ?? instant;
}
