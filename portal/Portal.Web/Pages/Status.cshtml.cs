using LocalEnergyMarket.Protos.V1;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace LocalEnergyMarket.Portal.Web.Pages;

sealed class StatusModel(StatusService.StatusServiceClient status) : PageModel
{
    public GetStatusResponse Status { get; private set; } = new();

    /// <summary>How many parts are not well.</summary>
    public int Ill => Status.Parts.Count(part => part.State != PartState.Well);

    public async Task OnGetAsync(CancellationToken cancellation) => Status = await status.GetStatusAsync(new(), cancellationToken: cancellation);
}
