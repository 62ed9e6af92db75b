using LocalEnergyMarket.Protos.V1;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace LocalEnergyMarket.Portal.Web.Pages;

sealed class AnchorsModel(EvidenceService.EvidenceServiceClient evidence) : PageModel
{
    const int PageSize = 50;

    public IReadOnlyList<Anchor> Anchors { get; private set; } = [];

    /// <summary>The token of the next page; empty on the last.</summary>
    public string Next { get; private set; } = "";

    public async Task OnGetAsync(string? token, CancellationToken cancellation)
    {
        var answer = await evidence.ListAnchorsAsync(new() { PageSize = PageSize, PageToken = token ?? "" }, cancellationToken: cancellation);
        (Anchors, Next) = (answer.Anchors, answer.NextPageToken);
    }
}

/// <summary>What the partial view _Anchors shows.</summary>
/// <param name="Slots">Whether to name each anchor's timeslot.</param>
public sealed record AnchorList(IReadOnlyList<Anchor> Anchors, bool Slots);
