using LocalEnergyMarket.Portal.Web.Backend;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace LocalEnergyMarket.Portal.Web.Pages.Timeslots;

/// <summary>Everything that is known of one timeslot of one balancing group.</summary>
sealed class SlotModel(
    MarketService.MarketServiceClient market,
    RegistryService.RegistryServiceClient registry,
    SettlementService.SettlementServiceClient settlements,
    EvidenceService.EvidenceServiceClient evidence) : PageModel
{
    public Timeslot Slot { get; private set; }

    public CustomerDirectory Customers { get; private set; } = new([]);

    public UnitNames Units { get; private set; } = new([]);

    public GetBookResponse Book { get; private set; } = new();

    /// <summary>Null until the gate has closed.</summary>
    public GetResultResponse? Result { get; private set; }

    public IReadOnlyList<SlotEnergy> Energies { get; private set; } = [];

    /// <summary>The latest version; null while there is none.</summary>
    public GetSettlementResponse? Settlement { get; private set; }

    public IReadOnlyList<Anchor> Anchors { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(string start, string? group, CancellationToken cancellation)
    {
        Customers = await CustomerDirectory.ReadAsync(registry, cancellation);
        if (SlotAddress.Parse(start) is not { } slot || Customers.Choose(group) is not { } balancingGroup)
        {
            return NotFound();
        }

        Slot = slot;
        var seconds = slot.StartUnixSeconds;
        var book = market.GetBookAsync(new() { BalancingGroup = balancingGroup, Timeslot = seconds }, cancellationToken: cancellation).ResponseAsync;
        var result = market.GetResultAsync(new() { BalancingGroup = balancingGroup, Timeslot = seconds }, cancellationToken: cancellation).OrNoneAsync();
        var energies = settlements.GetSlotEnergiesAsync(new() { Timeslot = seconds }, cancellationToken: cancellation).OrNoneAsync();
        var settlement = settlements.GetSettlementAsync(new() { BalancingGroup = balancingGroup, Timeslot = seconds }, cancellationToken: cancellation).OrNoneAsync();
        var anchors = evidence.ListAnchorsAsync(new() { Timeslot = seconds, PageSize = 100 }, cancellationToken: cancellation).OrNoneAsync();
        await Task.WhenAll(book, result, energies, settlement, anchors);
        (Book, Result, Settlement) = (await book, await result, await settlement);
        Energies = [.. ((await energies)?.Energies ?? []).OrderBy(energy => energy.UnitNumber, StringComparer.Ordinal)];
        Anchors = [.. ((await anchors)?.Anchors ?? []).OrderBy(anchor => anchor.Kind).ThenBy(anchor => anchor.Version)];
        Units = await UnitNames.ReadAsync(registry, Book.Offers.Select(offer => offer.UnitNumber).Concat(Energies.Select(energy => energy.UnitNumber)), cancellation);
        return Page();
    }
}
