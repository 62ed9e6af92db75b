using Grpc.Core;
using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Protos.V1;
using static LocalEnergyMarket.Backend.Server.Tests.Running.Refusals;

namespace LocalEnergyMarket.Backend.Server.Tests.Mastr;

public sealed class MastrQueryTests(RunningSystem system)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    MastrService.MastrServiceClient Supplier => new(system.As("Supplier"));

    [Fact]
    public async Task Units_are_listed_page_by_page()
    {
        var numbers = new List<string>();
        var request = new ListMastrUnitsRequest { Postcode = "01067", PageSize = 40 };
        do
        {
            var page = await Supplier.ListMastrUnitsAsync(request, cancellationToken: Cancellation);
            numbers.AddRange(page.Units.Select(unit => unit.UnitNumber));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Superset(
            Enumerable.Range(1, Plants.Count).SelectMany(number => (string[])[Plants.Solar(number), Plants.Consumer(number)]).ToHashSet(StringComparer.Ordinal),
            numbers.ToHashSet(StringComparer.Ordinal));
        Assert.Equal(numbers.Order(StringComparer.Ordinal), numbers, StringComparer.Ordinal);
        Assert.Empty((await Supplier.ListMastrUnitsAsync(new() { MarketActor = "ABR900000000119" }, cancellationToken: Cancellation)).Units);
    }

    [Fact]
    public async Task A_record_is_shown_whole_and_a_number_typed_wrong_is_said_to_be()
    {
        var answer = await Supplier.GetMastrRecordAsync(new() { Number = Plants.Solar(1) }, cancellationToken: Cancellation);
        Assert.Equal("EinheitenSolar", Assert.Single(answer.Records).Kind);
        Assert.Contains(new MastrField { Name = "Postleitzahl", Value = "01067" }, answer.Records[0].Fields);

        await RefusedAsync(
            StatusCode.NotFound, async () => await Supplier.GetMastrRecordAsync(new() { Number = "SEE999999999991" }, cancellationToken: Cancellation), "SEE999999999991", "check digit");
        await RefusedAsync(StatusCode.InvalidArgument, async () => await Supplier.GetMastrRecordAsync(new() { Number = "SEE9" }, cancellationToken: Cancellation), "number");
    }

    [Fact]
    public async Task A_customer_sees_the_own_units_alone()
    {
        var customer = new MastrService.MastrServiceClient(system.As("Customer"));
        Assert.Single((await customer.GetMastrRecordAsync(new() { Number = Plants.Solar(1) }, cancellationToken: Cancellation)).Records);
        await RefusedAsync(StatusCode.PermissionDenied, async () => await customer.GetMastrRecordAsync(new() { Number = Plants.Solar(2) }, cancellationToken: Cancellation), Plants.Solar(2));
    }

    [Fact]
    public async Task The_state_says_what_was_imported()
    {
        var state = await Supplier.GetMastrStateAsync(new(), cancellationToken: Cancellation);
        Assert.True(state.Generation > 0);
        Assert.True(state.Counts.Single(count => count.Kind == "EinheitenSolar").Records >= Plants.Count);
        Assert.NotNull(state.FilledAt);
    }
}
