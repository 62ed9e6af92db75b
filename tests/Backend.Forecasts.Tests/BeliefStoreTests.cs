using System.Text;
using LocalEnergyMarket.Backend.Forecasts.Beliefs;
using LocalEnergyMarket.Backend.Forecasts.Importing;
using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Testbed.Postgres;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Backend.Forecasts.Tests;

public sealed class BeliefStoreTests
{
    static readonly Timeslot Noon = new(1_782_043_200);
    static readonly DateTimeOffset Morning = Noon.Start.AddHours(-5);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_known_when_the_gate_closed_can_be_asked_for_later()
    {
        using var scratch = new ScratchFolder();
        await using var cluster = await PostgresCluster.StartAsync(scratch.In("postgres"), Cancellation);
        await using var store = DocumentStore.For(options =>
        {
            options.Connection(cluster.ConnectionString);
            options.AddModule(new ForecastSchema());
        });
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync(Cancellation);
        var beliefs = new BeliefStore(store.DataSource);
        await beliefs.AddAsync([First(Morning, 600)], Cancellation);
        await beliefs.AddAsync([First(Morning.AddHours(2), 500)], Cancellation);
        await beliefs.AddAsync([First(Morning.AddHours(2), 1)], Cancellation);

        Assert.Null(await beliefs.CapAsync("SEE9", Noon, Morning.AddSeconds(-1), Cancellation));
        Assert.Equal(new WattHours(600), (await beliefs.CapAsync("SEE9", Noon, Morning.AddHours(1), Cancellation))!.Production);
        Assert.Equal(new WattHours(500), (await beliefs.CapAsync("SEE9", Noon, Noon.Start, Cancellation))!.Production);

        var import = new ForecastImport(beliefs, TimeProvider.System);
        await Assert.ThrowsAsync<ForecastException>(() => import.RunAsync(new MemoryStream(Encoding.UTF8.GetBytes("nonsense")), "x.csv", Cancellation));
    }

    static Belief First(DateTimeOffset at, long wattHours) => new("SEE9", Noon, new(wattHours), WattHours.Zero, at, "test");
}
