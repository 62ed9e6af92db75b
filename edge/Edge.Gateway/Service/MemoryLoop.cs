namespace LocalEnergyMarket.Edge.Gateway.Service;

/// <summary>
/// Gives memory back now and then. The collector takes more for as long as the machine has some, because that saves it time; a box has time, and other programs beside it. One turn takes a
/// few milliseconds.
/// </summary>
sealed class MemoryLoop(TimeProvider real)
{
    static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(Period, real, cancellationToken);
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }
}
