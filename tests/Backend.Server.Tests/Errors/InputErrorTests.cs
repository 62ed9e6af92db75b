using Google.Protobuf;
using Grpc.Core;
using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Protos.V1;
using static LocalEnergyMarket.Backend.Server.Tests.Running.Refusals;

namespace LocalEnergyMarket.Backend.Server.Tests.Errors;

public sealed class InputErrorTests(RunningSystem system)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_large_file_that_is_no_zip_is_refused_when_it_is_whole()
    {
        using var call = new RegistryService.RegistryServiceClient(system.As("Operator")).ImportMastr(cancellationToken: Cancellation);
        var chunk = new FileChunk { FileName = "../../etc/export.zip", Data = ByteString.CopyFrom(new byte[1 << 20]) };
        for (var i = 0; i < 40; i++)
        {
            await call.RequestStream.WriteAsync(chunk, Cancellation);
        }

        await call.RequestStream.CompleteAsync();
        await RefusedAsync(StatusCode.InvalidArgument, () => call.ResponseAsync, "not a zip");
    }

    [Theory]
    [InlineData("2026-06-21T12:00:00Z;2026-06-21T12:15:00Z;SEE900000000001;generation;1,5", "line 3", "1,5")]
    [InlineData("2026-06-21T12:01:00Z;2026-06-21T12:15:00Z;SEE900000000001;generation;1.5", "line 3", "start_utc")]
    [InlineData("2026-06-21T12:00:00Z;2026-06-21T12:15:00Z;SEE900000000001;both;1.5", "line 3", "direction")]
    public async Task A_wrong_line_of_a_forecast_is_named_and_nothing_of_the_file_is_taken(string line, string where, string what)
    {
        var good = "2026-06-28T12:00:00Z;2026-06-28T12:15:00Z;SEE900000000001;generation;1.5";
        await RefusedAsync(
            StatusCode.InvalidArgument,
            () => Plants.ImportForecastAsync(system, $"start_utc;end_utc;mastr;direction;kwh\n{good}\n{line}\n", Cancellation),
            "forecast.csv", where, what);

        var start = new DateTimeOffset(2026, 6, 28, 12, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        var kept = await new ForecastService.ForecastServiceClient(system.As("Supplier")).GetForecastAsync(
            new() { UnitNumber = "SEE900000000001", FromTimeslot = start, ToTimeslot = start + 900 }, cancellationToken: Cancellation);
        Assert.Empty(kept.Values);
    }

    [Fact]
    public async Task What_does_not_exist_is_named()
    {
        var registry = new RegistryService.RegistryServiceClient(system.As("Operator"));
        var box = Guid.NewGuid().ToString();
        await RefusedAsync(
            StatusCode.NotFound,
            async () => await registry.LinkMeterAsync(new() { BoxId = box, MeterSerial = "1", MeterIndex = 1, UnitNumber = "SEE999999999999" }, cancellationToken: Cancellation),
            "SEE999999999999", "import");
        await RefusedAsync(
            StatusCode.NotFound,
            async () => await registry.LinkMeterAsync(new() { BoxId = box, MeterSerial = "1", MeterIndex = 1, UnitNumber = Plants.Solar(1) }, cancellationToken: Cancellation),
            box);
        await RefusedAsync(
            StatusCode.NotFound,
            async () => await registry.RegisterCustomerAsync(
                new() { CustomerId = "C-9999", BalancingGroup = Groups.Trading, UnitNumbers = { "SEE999999999999" } }, cancellationToken: Cancellation),
            "SEE999999999999");
        await RefusedAsync(
            StatusCode.NotFound,
            async () => await registry.RegisterCustomerAsync(new() { CustomerId = "C-9999", BalancingGroup = "11XNOBODY" }, cancellationToken: Cancellation),
            "11XNOBODY", Groups.Trading);
        await RefusedAsync(
            StatusCode.NotFound,
            async () => await new EvidenceService.EvidenceServiceClient(system.As("Operator")).RequestDataAsync(new() { BoxId = box, MeterIndex = 1 }, cancellationToken: Cancellation),
            box);
    }

    [Fact]
    public async Task An_order_that_is_not_possible_is_told_what_would_be()
    {
        var timeslot = system.FarTimeslot();
        var seller = system.MarketOf(42);
        await RefusedAsync(
            StatusCode.FailedPrecondition,
            async () => await seller.PlaceOfferAsync(Trading.Offer(42, timeslot, 1, 10_000), cancellationToken: Cancellation),
            "no forecast", Plants.Solar(42));

        await Plants.ForecastAsync(system, timeslot, 2m, 1m, Cancellation);
        await RefusedAsync(
            StatusCode.FailedPrecondition,
            async () => await seller.PlaceOfferAsync(Trading.Offer(42, timeslot, 2_001, 10_000), cancellationToken: Cancellation),
            "2000 Wh", "forecast production", Plants.Solar(42), "forecast.csv");
        var offer = (await seller.PlaceOfferAsync(Trading.Offer(42, timeslot, 2_000, 10_000), cancellationToken: Cancellation)).OfferId;

        var buyer = system.MarketOf(43);
        await RefusedAsync(
            StatusCode.FailedPrecondition,
            async () => await buyer.PlaceBidAsync(Trading.Bid(43, timeslot, offer, 1_001, 10_000), cancellationToken: Cancellation),
            "1000 Wh", "forecast consumption", "forecast.csv");
        await RefusedAsync(
            StatusCode.FailedPrecondition,
            async () => await buyer.PlaceBidAsync(Trading.Bid(43, timeslot, offer, 1_000, 9_999), cancellationToken: Cancellation),
            "Bid at least 10.000 ct/kWh");

        var foreign = Trading.Offer(42, timeslot, 1, 10_000);
        foreign.UnitNumber = Plants.Solar(43);
        await RefusedAsync(
            StatusCode.PermissionDenied, async () => await seller.PlaceOfferAsync(foreign, cancellationToken: Cancellation), Plants.Solar(43));
        await RefusedAsync(
            StatusCode.FailedPrecondition,
            async () => await system.MarketOf(Plants.Count).PlaceOfferAsync(Trading.Offer(Plants.Count, timeslot, 1, 10_000), cancellationToken: Cancellation),
            "passively");
    }
}
