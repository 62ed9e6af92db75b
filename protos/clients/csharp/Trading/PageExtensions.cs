using System.Runtime.CompilerServices;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Client.Trading;

/// <summary>Lists that come in pages, as streams: the next page is asked for when it is read.</summary>
public static class PageExtensions
{
    /// <summary>The units of the register.</summary>
    /// <param name="postcode">Only those with this postcode; all if it is empty.</param>
    /// <param name="pageSize">How many are asked for at once; 0: the backend's default.</param>
    public static IAsyncEnumerable<Unit> UnitsAsync(
        this RegistryService.RegistryServiceClient registry, string postcode = "", int pageSize = 0, CancellationToken cancellation = default) => PagesAsync<Unit>(
        async (token, stop) =>
        {
            var page = await registry.ListUnitsAsync(new() { Postcode = postcode, PageSize = pageSize, PageToken = token }, cancellationToken: stop);
            return (page.Units, page.NextPageToken);
        },
        cancellation);

    /// <summary>The boxes with their meters, ordered by label.</summary>
    public static IAsyncEnumerable<Box> BoxesAsync(this RegistryService.RegistryServiceClient registry, int pageSize = 0, CancellationToken cancellation = default) => PagesAsync<Box>(
        async (token, stop) =>
        {
            var page = await registry.ListBoxesAsync(new() { PageSize = pageSize, PageToken = token }, cancellationToken: stop);
            return (page.Boxes, page.NextPageToken);
        },
        cancellation);

    /// <summary>The customers, ordered by id.</summary>
    public static IAsyncEnumerable<Customer> CustomersAsync(this RegistryService.RegistryServiceClient registry, int pageSize = 0, CancellationToken cancellation = default) => PagesAsync<Customer>(
        async (token, stop) =>
        {
            var page = await registry.ListCustomersAsync(new() { PageSize = pageSize, PageToken = token }, cancellationToken: stop);
            return (page.Customers, page.NextPageToken);
        },
        cancellation);

    /// <summary>The contracts, ordered by when they begin.</summary>
    /// <param name="filter">Which; its page fields are set here.</param>
    public static IAsyncEnumerable<Contract> ContractsAsync(
        this RegistryService.RegistryServiceClient registry, ListContractsRequest filter, CancellationToken cancellation = default) => PagesAsync<Contract>(
        async (token, stop) =>
        {
            var page = await registry.ListContractsAsync(new(filter) { PageToken = token }, cancellationToken: stop);
            return (page.Contracts, page.NextPageToken);
        },
        cancellation);

    /// <summary>The history of an object of the register, the newest first.</summary>
    public static IAsyncEnumerable<HistoryEntry> HistoryAsync(
        this RegistryService.RegistryServiceClient registry, RegisterObject kind, string objectId, int pageSize = 0, CancellationToken cancellation = default) => PagesAsync<HistoryEntry>(
        async (token, stop) =>
        {
            var page = await registry.GetHistoryAsync(new() { Object = kind, ObjectId = objectId, PageSize = pageSize, PageToken = token }, cancellationToken: stop);
            return (page.Entries, page.NextPageToken);
        },
        cancellation);

    /// <summary>The timeslots of a balancing group that have a book, newest first.</summary>
    public static IAsyncEnumerable<TimeslotSummary> TimeslotsAsync(
        this MarketService.MarketServiceClient market, string balancingGroup, int pageSize = 0, CancellationToken cancellation = default) => PagesAsync<TimeslotSummary>(
        async (token, stop) =>
        {
            var page = await market.ListTimeslotsAsync(new() { BalancingGroup = balancingGroup, PageSize = pageSize, PageToken = token }, cancellationToken: stop);
            return (page.Timeslots, page.NextPageToken);
        },
        cancellation);

    /// <summary>The anchors on the chain, newest first.</summary>
    /// <param name="timeslot">Only those of this timeslot; all if null.</param>
    public static IAsyncEnumerable<Anchor> AnchorsAsync(
        this EvidenceService.EvidenceServiceClient evidence, Timeslot? timeslot = null, int pageSize = 0, CancellationToken cancellation = default) => PagesAsync<Anchor>(
        async (token, stop) =>
        {
            var page = await evidence.ListAnchorsAsync(
                new() { Timeslot = timeslot?.StartUnixSeconds ?? 0, PageSize = pageSize, PageToken = token }, cancellationToken: stop);
            return (page.Anchors, page.NextPageToken);
        },
        cancellation);

    /// <summary>The send_data events, newest first.</summary>
    public static IAsyncEnumerable<DataEvent> DataEventsAsync(
        this EvidenceService.EvidenceServiceClient evidence, int pageSize = 0, CancellationToken cancellation = default) => PagesAsync<DataEvent>(
        async (token, stop) =>
        {
            var page = await evidence.ListDataEventsAsync(new() { PageSize = pageSize, PageToken = token }, cancellationToken: stop);
            return (page.Events, page.NextPageToken);
        },
        cancellation);

    static async IAsyncEnumerable<T> PagesAsync<T>(
        Func<string, CancellationToken, Task<(IEnumerable<T> Items, string Next)>> page, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var next = "";
        do
        {
            (var items, next) = await page(next, cancellation);
            foreach (var item in items)
            {
                yield return item;
            }
        }
        while (next.Length > 0);
    }
}
