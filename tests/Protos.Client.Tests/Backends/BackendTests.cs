using System.Text;
using Grpc.Core;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Client.Errors;
using LocalEnergyMarket.Client.Trading;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Client.Tests.Backends;

/// <summary>The client against the real backend.</summary>
public sealed class BackendTests(TwoBackends backends)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_backend_that_is_killed_is_left_for_the_other_without_a_failed_call()
    {
        await using var mortal = await backends.StartSecondAsync();
        using var client = LemClient.Connect(backends.Options("Operator", mortal.Address, backends.Second.Address));
        await client.Status.GetStatusAsync(new(), cancellationToken: Cancellation);
        await mortal.Process.KillAsync();
        for (var i = 0; i < 10; i++)
        {
            await client.Status.GetStatusAsync(new(), cancellationToken: Cancellation);
        }
    }

    [Fact]
    public async Task A_backend_that_stops_is_left_for_the_other_while_calls_run()
    {
        await using var mortal = await backends.StartSecondAsync();
        using var client = LemClient.Connect(backends.Options("Operator", mortal.Address, backends.Second.Address));
        await client.Status.GetStatusAsync(new(), cancellationToken: Cancellation);
        var stop = mortal.Process.StopAsync();
        var calls = 0;
        while (!stop.IsCompleted || calls < 10)
        {
            await client.Status.GetStatusAsync(new(), cancellationToken: Cancellation);
            calls++;
        }

        await stop;
    }

    [Fact]
    public async Task Units_come_in_pages_and_a_forecast_goes_up_from_a_stream_and_a_file()
    {
        using var client = LemClient.Connect(backends.Options("Supplier"));
        var units = new List<string>();
        await foreach (var unit in client.Registry.UnitsAsync(pageSize: 7, cancellation: Cancellation))
        {
            units.Add(unit.UnitNumber);
        }

        Assert.Equal((2 * Plants.Count) + Plants.Unclaimed, units.Distinct(StringComparer.Ordinal).Count());

        var slot = backends.FarTimeslot();
        var csv = $"start_utc;end_utc;mastr;direction;kwh\n{slot.Start.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'};{slot.End.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'};{Plants.Solar(3)};generation;2.5\n";
        var done = await client.Forecasts.ImportForecastAsync(new MemoryStream(Encoding.UTF8.GetBytes(csv)), "forecast.csv", Cancellation);
        Assert.Equal(1, done.Values);
        var value = Assert.Single(await client.Forecasts.GetForecastAsync(Plants.Solar(3), slot, slot, Cancellation));
        Assert.Equal((slot, new WattHours(2500)), (value.Slot, value.Production));

        var file = new FileInfo(Path.GetTempFileName());
        await File.WriteAllTextAsync(file.FullName, "start_utc;no\n1;2\n", Cancellation);
        var refused = await Assert.ThrowsAsync<InvalidRequestException>(() => client.Forecasts.ImportForecastAsync(file, Cancellation));
        file.Delete();
        Assert.NotEmpty(refused.Message);
    }

    [Fact]
    public async Task An_offer_and_a_bid_are_placed_in_typed_quantities()
    {
        var slot = backends.FarTimeslot();
        await Plants.ForecastAsync(backends, slot, 5, 5, Cancellation);
        using var client = LemClient.Connect(backends.Options(Callers.CustomerId(4)));
        var offer = await client.Market.PlaceOfferAsync(Callers.CustomerId(4), Plants.Solar(4), slot, new WattHours(2_000), new PricePerKwh(8_000), cancellation: Cancellation);
        var bidder = client.WithToken(Callers.TokenOf(Callers.CustomerId(5)));
        var bid = await bidder.Market.PlaceBidAsync(Callers.CustomerId(5), offer, slot, new WattHours(1_500), new PricePerKwh(9_000), cancellation: Cancellation);
        Assert.Equal(new WattHours(1_500), bid.Holds);
        var book = await client.WithToken(Callers.TokenOf("Supplier")).Market.GetBookAsync(Groups.Trading, slot, Cancellation);
        Assert.Equal((new WattHours(2_000), new PricePerKwh(8_000)), (book.Offers[0].Quantity, book.Offers[0].StartPrice));
        Assert.Equal(new PricePerKwh(9_000), book.Offers[0].Bids[0].Price);

        var low = await Assert.ThrowsAsync<PreconditionException>(
            () => bidder.Market.PlaceBidAsync(Callers.CustomerId(5), offer, slot, new WattHours(100), new PricePerKwh(1), cancellation: Cancellation));
        Assert.Equal(("PRICE_TOO_LOW", "lem"), (low.Reason, low.Domain));
        Assert.True(low.Metadata.ContainsKey("price_to_beat_mct_per_kwh"));
    }

    [Fact]
    public async Task Refusals_of_the_backend_have_their_types()
    {
        using var client = LemClient.Connect(backends.Options("Customer"));
        await Assert.ThrowsAsync<PermissionDeniedException>(() => client.Registry.IssueEnrollmentCodeAsync(new() { Label = "x" }, cancellationToken: Cancellation).ResponseAsync);
        await Assert.ThrowsAsync<NotFoundException>(() => client.Market.GetResultAsync(Groups.Trading, backends.FarTimeslot(), Cancellation));
        var invalid = await Assert.ThrowsAsync<InvalidRequestException>(
            () => client.Market.GetBookAsync(new() { BalancingGroup = Groups.Trading, Timeslot = 1 }, new Metadata { { "x-request-id", "mine" } }, cancellationToken: Cancellation).ResponseAsync);
        Assert.Equal(("FIELDS_INVALID", "mine"), (invalid.Reason, invalid.RequestId));
        Assert.Equal(("timeslot", "NOT_A_TIMESLOT"), (invalid.Violations.Single().Field, invalid.Violations.Single().Reason));
        await Assert.ThrowsAsync<UnauthenticatedException>(() => client.WithToken("nobody").Status.GetStatusAsync(new(), cancellationToken: Cancellation).ResponseAsync);
    }
}
