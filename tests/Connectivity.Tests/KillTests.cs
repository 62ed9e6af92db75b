using LocalEnergyMarket.Connectivity.Tests.Parts;
using LocalEnergyMarket.Connectivity.Tests.Reports;

namespace LocalEnergyMarket.Connectivity.Tests;

/// <summary>
/// SIGKILL of boxes, backend and database at random points, in their starts too, by a seed. <c>LEM_KILLS</c> says how many (default 60; 1000 were
/// run, docs/box.md), <c>LEM_SEED</c> which.
/// </summary>
public sealed class KillTests
{
    static readonly int Kills = Setting("LEM_KILLS", 60);
    static readonly int Seed = Setting("LEM_SEED", 20261122);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_reading_is_lost_or_doubled_and_order_is_kept_whoever_is_killed()
    {
        await using var site = await Site.StartAsync(boxes: 2, meters: 2, factor: 5, Cancellation);
        foreach (var box in site.Boxes)
        {
            box.Start();
        }

        // Of twenty kills seven are of each box, three of the backend, three of the database.
        var seeds = new Random(Seed);
        var (ofBox, ofDatabase) = (Kills * 7 / 20, Kills * 3 / 20);
        List<Killer> killers =
        [
            .. site.Boxes.Select(box => new Killer(box.Name, ofBox, seeds.Next(), TimeSpan.FromSeconds(3), box.KillAsync, _ =>
            {
                box.Start();
                return Task.CompletedTask;
            })),
            new("backend", Kills - (2 * ofBox) - ofDatabase, seeds.Next(), TimeSpan.FromSeconds(5), site.KillBackendAsync, site.RestartBackendAsync),
            new("database", ofDatabase, seeds.Next(), TimeSpan.FromSeconds(10), site.Postgres.KillAsync, site.Postgres.RestartAsync),
        ];
        await Task.WhenAll(killers.Select(killer => killer.RunAsync(Cancellation)));

        var tallies = await SiteReport.SettleAsync(site, site.Boxes, Cancellation);
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {Seed}; {string.Join(", ", killers.Select(killer => $"{killer.Name} killed {killer.Done} times"))}");
        SiteReport.Check(tallies);
        Assert.Equal(Kills, killers.Sum(killer => killer.Done));
    }

    static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), System.Globalization.CultureInfo.InvariantCulture, out var value) && value > 0 ? value : otherwise;
}
