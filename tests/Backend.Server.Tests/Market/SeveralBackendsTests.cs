using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Testbed.Processes;
using Npgsql;

namespace LocalEnergyMarket.Backend.Server.Tests.Market;

/// <summary>Backends on a database of their own; their chain is away.</summary>
public sealed class SeveralBackendsTests(RunningSystem system) : IDisposable
{
    readonly ScratchFolder _scratch = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Any_of_them_takes_orders_on_one_book_and_when_the_leader_is_killed_the_other_closes_gates()
    {
        using var files = new ServerFiles(_scratch.In("files"));
        var database = await system.Cluster.CreateDatabaseAsync(Cancellation);
        await using var leader = await StartAsync("leader", files, database);
        await Plants.RegisterAsync(leader, Cancellation);
        await using var other = await StartAsync("other", files, database);
        var timeslot = system.FarTimeslot();
        await Plants.ForecastAsync(leader, timeslot, 10m, 10m, Cancellation);
        var offer = (await leader.MarketOf(50).PlaceOfferAsync(Trading.Offer(50, timeslot, 500, 10_000), cancellationToken: Cancellation)).OfferId;
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            (i % 2 == 0 ? leader : other).MarketOf(2 + i).PlaceBidAsync(Trading.Bid(2 + i, timeslot, offer, 25, 10_000), cancellationToken: Cancellation).ResponseAsync));
        var bids = Assert.Single((await other.BookAsync(Groups.Trading, timeslot, Cancellation)).Offers).Bids;
        Assert.Equal((20, 500L), (bids.Count, bids.Sum(bid => bid.HoldsWh)));

        await leader.Process.KillAsync();
        Assert.Empty((await ResultAsync(other, Timeslot.Containing(system.Clock.GetUtcNow()).Plus(6))).Trades);
    }

    [Fact]
    public async Task A_book_that_cannot_be_read_holds_up_no_other()
    {
        using var files = new ServerFiles(_scratch.In("files"));
        var database = await system.Cluster.CreateDatabaseAsync(Cancellation);
        await using var backend = await StartAsync("backend", files, database);
        await Plants.RegisterAsync(backend, Cancellation);
        var broken = Timeslot.Containing(system.Clock.GetUtcNow()).Plus(7);
        await Plants.ForecastAsync(backend, broken, 10m, 10m, Cancellation);
        await backend.MarketOf(51).PlaceOfferAsync(Trading.Offer(51, broken, 500, 10_000), cancellationToken: Cancellation);
        await using (var connection = new NpgsqlConnection(database))
        {
            await connection.OpenAsync(Cancellation);
            await using var damage = new NpgsqlCommand("update lem.mt_events set data = '[]' where type = 'offer_placed'", connection);
            Assert.Equal(1, await damage.ExecuteNonQueryAsync(Cancellation));
        }

        await ResultAsync(backend, broken.Next);
        var status = await new StatusService.StatusServiceClient(backend.As("Operator")).GetStatusAsync(new(), cancellationToken: Cancellation);
        Assert.Equal(PartState.Degraded, status.Parts.Single(part => part.Part == "timeslot").State);
    }

    public void Dispose() => _scratch.Dispose();

    static Task<GetResultResponse> ResultAsync(OneBackend backend, Timeslot timeslot) => Waiting.ForAsync(
        $"the result of {timeslot}",
        async () => await new MarketService.MarketServiceClient(backend.As("Supplier"))
            .GetResultAsync(new() { BalancingGroup = Groups.Gate, Timeslot = timeslot.StartUnixSeconds }, cancellationToken: Cancellation),
        _ => true,
        Cancellation);

    Task<OneBackend> StartAsync(string name, ServerFiles files, string database) =>
        OneBackend.StartAsync(_scratch.In(name), files, database, "http://127.0.0.1:1", system.Clock, Cancellation);
}
