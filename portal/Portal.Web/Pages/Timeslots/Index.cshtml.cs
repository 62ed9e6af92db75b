using LocalEnergyMarket.Portal.Web.Backend;
using LocalEnergyMarket.Protos.V1;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace LocalEnergyMarket.Portal.Web.Pages.Timeslots;

sealed class IndexModel(MarketService.MarketServiceClient market, RegistryService.RegistryServiceClient registry) : PageModel
{
    const int PageSize = 48;

    /// <summary>The balancing group shown; null while there is none.</summary>
    public string? Group { get; private set; }

    public IReadOnlyList<string> Groups { get; private set; } = [];

    /// <summary>Newest first.</summary>
    public IReadOnlyList<TimeslotSummary> Slots { get; private set; } = [];

    /// <summary>The token of the next page; empty on the last.</summary>
    public string Next { get; private set; } = "";

    public async Task OnGetAsync(string? group, string? token, CancellationToken cancellation)
    {
        var directory = await CustomerDirectory.ReadAsync(registry, cancellation);
        (Groups, Group) = (directory.BalancingGroups, directory.Choose(group));
        if (Group is null)
        {
            return;
        }

        var answer = await market.ListTimeslotsAsync(
            new() { BalancingGroup = Group, PageSize = PageSize, PageToken = token ?? "" }, cancellationToken: cancellation);
        (Slots, Next) = (answer.Timeslots, answer.NextPageToken);
    }
}
