using LocalEnergyMarket.Hardware.Simulation.Plants;

namespace LocalEnergyMarket.Hardware.Simulation.OpenEms;

/// <summary>An OpenEMS Edge at a plant.</summary>
/// <param name="Name">What messages, faults and the ready file call it.</param>
public sealed record SimulatedEdge(string Name)
{
    /// <summary>The plant it is at; the simulator's own if left out.</summary>
    public Plant? Plant { get; init; }

    /// <summary>TCP port; 0 asks the kernel.</summary>
    public int Port { get; init; }

    /// <summary>Password of its guest. Default user, as in a fresh OpenEMS.</summary>
    public string Password { get; init; } = "user";

    /// <summary>Most connections at a time, to all clients together. Default 5, as OpenEMS has it.</summary>
    public int Connections { get; init; } = 5;

    /// <summary>Its meters. Default meter0 at the grid and meter1 at the PV plant.</summary>
    public IReadOnlyList<SimulatedComponent> Components { get; init; } = [new("meter0", PlantMeter.Grid, "1LEM0000000004"), new("meter1", PlantMeter.Pv, "1LEM0000000001")];
}

/// <summary>A meter of an edge.</summary>
/// <param name="Id">The component's id.</param>
/// <param name="Measures">What it measures.</param>
/// <param name="Serial">The serial number on its plate.</param>
public sealed record SimulatedComponent(string Id, PlantMeter Measures, string Serial);
