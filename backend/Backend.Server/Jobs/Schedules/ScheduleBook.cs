using System.Text.Json;
using LocalEnergyMarket.Backend.Jobs;
using Quartz;

namespace LocalEnergyMarket.Backend.Server.Jobs.Schedules;

/// <summary>All schedules: those that there are without configuration, and what the configuration says instead or besides.</summary>
sealed class ScheduleBook(IEnumerable<ScheduleOptions> configured, JobCatalogue jobs)
{
    public static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    /// <summary>A kind that this backend does not have is left out.</summary>
    static readonly ScheduleOptions[] Defaults =
    [
        new() { Kind = "gate-closures", Cron = "0 0/15 * * * ?" },
        new() { Kind = "secondary-closures", Cron = "0 0/15 * * * ?" },
        new() { Kind = "settlement-runs", Cron = "0 5/15 * * * ?" },
        new() { Kind = "mastr-sync", Cron = "0 15 3 * * ?" },
        new() { Kind = "forecast-folder", Cron = "0 0/5 * * * ?" },
        new() { Kind = "forecast-update", Cron = "0 10/15 * * * ?" },
        new() { Kind = "data-requests", Cron = "0 20 0 * * ?", Enabled = false },
        new() { Kind = "upkeep", Cron = "0 40 2 * * ?" },
    ];

    readonly Lazy<IReadOnlyList<JobSchedule>> _all = new(() => Read(configured, jobs));

    /// <summary>By name.</summary>
    /// <exception cref="InvalidDataException">The configuration of a schedule is not right; the message says which and what to write.</exception>
    public IReadOnlyList<JobSchedule> All => _all.Value;

    public JobSchedule? Find(string name) => All.FirstOrDefault(schedule => schedule.Name == name);

    static List<JobSchedule> Read(IEnumerable<ScheduleOptions> configured, JobCatalogue jobs)
    {
        var schedules = new SortedDictionary<string, JobSchedule>(StringComparer.Ordinal);
        foreach (var schedule in Defaults.Where(schedule => jobs.Find(schedule.Kind) is not null))
        {
            schedules[schedule.Kind] = Read(schedule, schedule.Kind, jobs);
        }

        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (schedule, index) in configured.Select((schedule, index) => (schedule, index)))
        {
            var read = Read(schedule, $"Schedules:{index}", jobs);
            schedules[read.Name] = named.Add(read.Name) ? read : throw new InvalidDataException($"Schedules:{index}:Name: '{read.Name}' is there twice; each schedule needs a name of its own.");
        }

        return [.. schedules.Values];
    }

    static JobSchedule Read(ScheduleOptions schedule, string key, JobCatalogue jobs)
    {
        try
        {
            var job = jobs.Get(schedule.Kind);
            if (!CronExpression.TryParse(schedule.Cron, out var cron))
            {
                throw new InvalidDataException($"{key}:Cron: '{schedule.Cron}' is not understood: write second, minute, hour, day of month, month, day of week, for example '0 15 3 * * ?' for 03:15.");
            }

            using var arguments = JsonDocument.Parse(schedule.Arguments);
            if (arguments.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new InvalidDataException($"{key}:Arguments: '{schedule.Arguments}' must be a JSON object.");
            }

            job.Check(arguments.RootElement);
            return new(schedule.Name.Length > 0 ? schedule.Name : schedule.Kind, schedule.Kind, cron.WithTimeZone(Zone), arguments.RootElement.Clone(), schedule.Enabled);
        }
        catch (Exception e) when (e is JobException or JsonException)
        {
            throw new InvalidDataException($"{key}{(e is JsonException ? ":Arguments" : "")}: {e.Message}", e);
        }
    }
}
