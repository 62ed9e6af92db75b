using LocalEnergyMarket.Hardware.Simulation.Faults;
using LocalEnergyMarket.Hardware.Simulation.Plants;

namespace LocalEnergyMarket.Hardware.Simulation.OpenEms;

/// <summary>What an edge knows of a meter at an instant: a meter it does not reach loses its power and keeps showing its energies (OpenEMS issue 2202).</summary>
sealed class ComponentImage
{
    public ComponentImage(SimulatedComponent component, Plant plant, DateTimeOffset now, FaultScope faults)
    {
        Component = component;
        var (failed, frozen, silent) = (faults.Standing(FaultKind.CommunicationFailed), faults.Standing(FaultKind.Frozen), faults.Standing(FaultKind.NullPower));
        var since = new[] { failed?.From, frozen?.From, silent?.From }.Min() ?? now;
        Old = plant.CountersAt(component.Measures, since < now ? since : now);
        Power = failed is not null || silent is not null ? null : Old;
        Raised = failed is not null || frozen is not null;
    }

    public SimulatedComponent Component { get; }

    /// <summary>What was last read.</summary>
    public MeterTruth Old { get; }

    /// <summary>The same for channels that the edge resets; null then.</summary>
    public MeterTruth? Power { get; }

    /// <summary>The fault channel.</summary>
    public bool Raised { get; }

    public bool PlusIsExport => Component.Measures is PlantMeter.Pv or PlantMeter.Battery;

    public long Sign => PlusIsExport ? 1 : -1;
}
