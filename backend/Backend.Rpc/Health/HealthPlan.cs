using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Rpc.Health;

/// <summary>How a part is, in one sentence.</summary>
public sealed record PartHealth(string Part, PartState State, string Detail);

/// <summary>A part that can be asked how it is. What it throws means that it is down; the message is the detail.</summary>
public sealed record HealthPart(string Name, Func<CancellationToken, Task<(PartState State, string Detail)>> Ask);

/// <summary>What a service needs in order to serve.</summary>
/// <param name="Service">Its full name; empty for the whole server.</param>
/// <param name="Worst">It serves while no part is worse than this.</param>
/// <param name="Parts">The parts that it cannot do without.</param>
public sealed record ServiceNeeds(string Service, PartState Worst, params IReadOnlyList<string> Parts)
{
    /// <summary>Parts that nobody has asked yet count as down.</summary>
    public bool IsMetBy(IReadOnlyCollection<PartHealth> found) =>
        Parts.All(part => found.FirstOrDefault(health => health.Part == part) is { State: not PartState.Unspecified } health && health.State <= Worst);
}

/// <summary>The parts of a server and what its services need of them.</summary>
public sealed record HealthPlan(IReadOnlyList<HealthPart> Parts, IReadOnlyList<ServiceNeeds> Services);
