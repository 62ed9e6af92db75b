using System.Net;
using LocalEnergyMarket.Hardware.Simulation.Faults;
using LocalEnergyMarket.Hardware.Simulation.OpenEms;
using LocalEnergyMarket.Hardware.Simulation.Plants;

namespace LocalEnergyMarket.Hardware.OpenEms.Tests;

/// <summary>A simulated edge whose plant stands still at noon of a June day until a test moves its clock.</summary>
sealed class EdgeAtNoon : TimeProvider, IAsyncDisposable
{
    /// <summary>For all tests: to compute half a year takes a while.</summary>
    static readonly Plant Plant = new(new());

    public EdgeAtNoon()
    {
        Faults = new(this);
        Edge = OpenEmsEdge.Start(
            IPAddress.Loopback,
            new("edge")
            {
                Password = "secret",
                Components = [new("meter0", PlantMeter.Grid, "1"), new("meter1", PlantMeter.Pv, "2"), new("meter2", PlantMeter.Household, "3")],
            },
            Plant,
            this,
            Faults);
        Client = new(new() { Address = Edge.Address, Password = "secret" });
    }

    public DateTimeOffset Now { get; set; } = new(2026, 6, 21, 11, 0, 0, TimeSpan.Zero);

    public FaultBoard Faults { get; }

    public OpenEmsEdge Edge { get; }

    public OpenEmsClient Client { get; }

    public MeterTruth Truth(PlantMeter meter) => Plant.CountersAt(meter, Now);

    public override DateTimeOffset GetUtcNow() => Now;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Edge.DisposeAsync();
    }
}
