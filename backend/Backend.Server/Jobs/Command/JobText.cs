using System.Globalization;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Jobs.Command;

/// <summary>Runs, lines of their logs, and schedules, each as a line of text.</summary>
static class JobText
{
    public static string Line(Job job)
    {
        var when = (job.EndedAt ?? job.BegunAt ?? job.RequestedAt).ToDateTimeOffset();
        var state = job.State.ToString().ToLowerInvariant();
        var sentence = job.Result.Length > 0 ? job.Result : job.Failure;
        return string.Create(CultureInfo.InvariantCulture, $"{when:yyyy-MM-dd HH:mm:ss}Z  {job.JobId}  {job.Kind,-20} {state,-9}  {sentence}").TrimEnd();
    }

    public static string Line(JobLogLine line) =>
        string.Create(CultureInfo.InvariantCulture, $"{line.At.ToDateTimeOffset():HH:mm:ss}  {(line.Level == JobLogLevel.Information ? "" : $"{line.Level.ToString().ToLowerInvariant()}: ")}{line.Message}");

    public static string Line(Schedule schedule)
    {
        var next = schedule.NextAt?.ToDateTimeOffset() is { } at ? string.Create(CultureInfo.InvariantCulture, $"next {at:yyyy-MM-dd HH:mm:ss}Z") : schedule.Enabled ? "not again" : "off";
        return $"{schedule.Name,-20} {schedule.Cron,-18} {schedule.Kind,-20} {next}";
    }

    public static string Progress(Job job) => job.Stage.Length == 0 ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{job.Stage}: {job.Done}{(job.Total > 0 ? $" of {job.Total}" : "")}");
}
