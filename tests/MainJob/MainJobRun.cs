using LocalEnergyMarket.MainJob.Clients;
using LocalEnergyMarket.MainJob.Parts;
using LocalEnergyMarket.MainJob.Steps;

namespace LocalEnergyMarket.MainJob;

/// <summary>One step of the main job.</summary>
/// <param name="Name">What it does, for people.</param>
/// <param name="RunAsync">Does it and says in a line what came of it; throws if it did not hold.</param>
public sealed record Step(string Name, Func<CancellationToken, Task<string>> RunAsync);

/// <summary>How far the main job is: a step begins (no detail yet) or has held.</summary>
public sealed record StepReport(int Number, int Count, string Name, string? Detail);

/// <summary>The main job: one quarter hour from the sealed boxes to the proof, through the public interfaces only. The system must be started.</summary>
public sealed class MainJobRun : IDisposable
{
    public MainJobRun(MarketSystem system)
    {
        Api = new(system);
        var context = new JobContext(system, Api, Facts);
        Steps =
        [
            .. new BoxSteps(context).All, .. new RegisterSteps(context).All, .. new TradingSteps(context).All, .. new ClosingSteps(context).All,
            .. new DataEventSteps(context).All, .. new DeliverySteps(context).All, .. new EvidenceSteps(context).All,
        ];
    }

    /// <summary>In their order; each needs those before it.</summary>
    public IReadOnlyList<Step> Steps { get; }

    /// <summary>What the steps found out so far.</summary>
    public JobFacts Facts { get; } = new();

    public Api Api { get; }

    /// <exception cref="StepFailedException">A step did not hold.</exception>
    public async Task RunAsync(IProgress<StepReport>? progress, CancellationToken cancellation)
    {
        foreach (var (index, step) in Steps.Index())
        {
            progress?.Report(new(index + 1, Steps.Count, step.Name, null));
            var detail = await step.RunAsync(cancellation);
            progress?.Report(new(index + 1, Steps.Count, step.Name, detail));
        }
    }

    public void Dispose() => Api.Dispose();
}
