using LocalEnergyMarket.Client.Trading;
using LocalEnergyMarket.Portal.Web.Backend;
using LocalEnergyMarket.Protos.V1;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace LocalEnergyMarket.Portal.Web.Pages;

sealed class BoxesModel(RegistryService.RegistryServiceClient registry) : PageModel
{
    public IReadOnlyList<Box> Boxes { get; private set; } = [];

    public UnitNames Units { get; private set; } = new([]);

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        Boxes = [.. (await registry.BoxesAsync(cancellation: cancellation).ToListAsync(cancellation))
            .OrderBy(box => box.Label, StringComparer.CurrentCulture).ThenBy(box => box.BoxId, StringComparer.Ordinal)];
        Units = await UnitNames.ReadAsync(registry, Boxes.SelectMany(box => box.Links).Select(link => link.UnitNumber), cancellation);
    }
}
