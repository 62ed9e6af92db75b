namespace LocalEnergyMarket.Connectivity.Tests.Parts;

/// <summary>Kills one part a number of times, each time after a random pause since its start, and starts it again.</summary>
sealed class Killer(string name, int times, int seed, TimeSpan longest, Func<Task> kill, Func<CancellationToken, Task> start)
{
    readonly Random _random = new(seed);

    public string Name => name;

    public int Done { get; private set; }

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (Done < times)
        {
            await Task.Delay(longest * _random.NextDouble(), cancellation);
            await kill();
            Done++;
            await start(cancellation);
        }
    }
}
