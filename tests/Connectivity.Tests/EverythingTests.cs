using LocalEnergyMarket.Connectivity.Tests.Links;
using LocalEnergyMarket.Connectivity.Tests.Parts;
using LocalEnergyMarket.Connectivity.Tests.Reports;

namespace LocalEnergyMarket.Connectivity.Tests;

/// <summary>Over a satellite that comes and goes, with box, backend, database and TPM killed and a meter that falls silent, all at once.</summary>
[Collection<OneNetwork>]
public sealed class EverythingTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_at_once()
    {
        await using var network = await BoxNetwork.CreateAsync(seed: 3, Cancellation);
        await using var site = await Site.StartAsync(boxes: 1, meters: 2, factor: 5, Cancellation);
        var box = site.Boxes[0];
        await using var tpm = SatelliteTests.Attach(box, site, network);
        box.Start();
        await Progress.SentAsync(site, box, 1, Cancellation);
        var seeds = new Random(42);
        List<Killer> killers =
        [
            new(box.Name, 6, seeds.Next(), TimeSpan.FromSeconds(6), box.KillAsync, _ => Do(box.Start)),
            new("backend", 3, seeds.Next(), TimeSpan.FromSeconds(8), site.KillBackendAsync, site.RestartBackendAsync),
            new("database", 2, seeds.Next(), TimeSpan.FromSeconds(10), site.Postgres.KillAsync, site.Postgres.RestartAsync),
            new("TPM", 4, seeds.Next(), TimeSpan.FromSeconds(6), box.Tpm.PowerOffAsync, box.Tpm.PowerOnAsync),
            new("link", 6, seeds.Next(), TimeSpan.FromSeconds(4), () => Do(() => network.Link.Up = !network.Link.Up), _ => Task.CompletedTask),
            new("meter", 4, seeds.Next(), TimeSpan.FromSeconds(4), () => Do(() => box.Meters[0].Silent = !box.Meters[0].Silent), _ => Task.CompletedTask),
        ];
        await Task.WhenAll(killers.Select(killer => killer.RunAsync(Cancellation)));
        Assert.True(network.Link.Up);
        Assert.False(box.Meters[0].Silent);

        SiteReport.Check(await SiteReport.SettleAsync(site, [box], Cancellation));
        Assert.Equal(0, await box.StopAsync(Cancellation));
    }

    static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
