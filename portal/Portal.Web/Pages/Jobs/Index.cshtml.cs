using LocalEnergyMarket.Protos.V1;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace LocalEnergyMarket.Portal.Web.Pages.Jobs;

/// <summary>What ran when and how it ended, what runs now, and what starts when.</summary>
sealed class IndexModel(JobsService.JobsServiceClient jobs) : PageModel
{
    const int PageSize = 50;

    /// <summary>What runs or waits; on the first page only.</summary>
    public IReadOnlyList<Job> Open { get; private set; } = [];

    /// <summary>What has ended, newest first.</summary>
    public IReadOnlyList<Job> Ended { get; private set; } = [];

    public IReadOnlyList<Schedule> Schedules { get; private set; } = [];

    public IReadOnlyList<string> Kinds { get; private set; } = [];

    /// <summary>The only kind shown; empty if all are.</summary>
    public string Kind { get; private set; } = "";

    /// <summary>The token of the next page; empty on the last.</summary>
    public string Next { get; private set; } = "";

    public bool IsFirst { get; private set; }

    public async Task OnGetAsync(string? kind, string? token, CancellationToken cancellation)
    {
        (Kind, IsFirst) = (kind ?? "", string.IsNullOrEmpty(token));
        var schedules = await jobs.ListSchedulesAsync(new(), cancellationToken: cancellation);
        (Schedules, Kinds) = (schedules.Schedules, schedules.Kinds);
        if (IsFirst)
        {
            Open = (await jobs.ListJobsAsync(new() { Kind = Kind, States = { JobState.Waiting, JobState.Running }, PageSize = PageSize }, cancellationToken: cancellation)).Jobs;
        }

        var ended = await jobs.ListJobsAsync(
            new() { Kind = Kind, States = { JobState.Succeeded, JobState.Failed, JobState.Cancelled }, PageSize = PageSize, PageToken = token ?? "" }, cancellationToken: cancellation);
        (Ended, Next) = (ended.Jobs, ended.NextPageToken);
    }
}
