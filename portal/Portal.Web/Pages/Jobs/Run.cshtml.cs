using System.Globalization;
using LocalEnergyMarket.Portal.Web.Backend;
using LocalEnergyMarket.Protos.V1;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace LocalEnergyMarket.Portal.Web.Pages.Jobs;

/// <summary>One run with its log.</summary>
sealed class RunModel(JobsService.JobsServiceClient jobs) : PageModel
{
    const int PageSize = 200;

    public Job Job { get; private set; } = new();

    public IReadOnlyList<JobLogLine> Lines { get; private set; } = [];

    /// <summary>The token of the next lines; empty if these are the last.</summary>
    public string Next { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(Guid id, string? token, CancellationToken cancellation)
    {
        var text = id.ToString("D", CultureInfo.InvariantCulture);
        if (await jobs.GetJobAsync(new() { JobId = text }, cancellationToken: cancellation).OrNoneAsync() is not { } answer)
        {
            return NotFound();
        }

        Job = answer.Job;
        var log = await jobs.GetJobLogAsync(new() { JobId = text, PageSize = PageSize, PageToken = token ?? "" }, cancellationToken: cancellation).OrNoneAsync();
        (Lines, Next) = (log?.Lines ?? [], log?.NextPageToken ?? "");
        return Page();
    }
}
