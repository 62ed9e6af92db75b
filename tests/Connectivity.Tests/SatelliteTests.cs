using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Connectivity.Tests.Links;
using LocalEnergyMarket.Connectivity.Tests.Parts;
using LocalEnergyMarket.Connectivity.Tests.Reports;

namespace LocalEnergyMarket.Connectivity.Tests;

/// <summary>A box in a network namespace behind a satellite: 600 ms there and back, 2 % of the packets lost.</summary>
[Collection<OneNetwork>]
public sealed class SatelliteTests(SharedSite shared)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Six_times_on_and_off_nothing_is_missing_doubled_or_out_of_order()
    {
        var (site, box) = await shared.NextBoxAsync();
        await using var network = await BoxNetwork.CreateAsync(seed: 1, Cancellation);
        await using var tpm = Attach(box, site, network);
        box.Start();
        for (var cycle = 1; cycle <= 6; cycle++)
        {
            await Progress.SentAsync(site, box, 3, Cancellation);
            network.Link.Up = false;
            await Progress.ReadAsync(box, 25, Cancellation);
            network.Link.Up = true;
        }

        SiteReport.Check(await SiteReport.SettleAsync(site, [box], Cancellation));
        var (carried, lost) = network.Link.Packets;
        TestContext.Current.TestOutputHelper?.WriteLine($"{carried} packets carried, {lost} lost");
        Assert.True(lost > 0);
        Assert.Equal(0, await box.StopAsync(Cancellation));
    }

    /// <summary>Its meters and TPM in its local network, the backend at the other end of the line.</summary>
    internal static Forwarder Attach(TestBox box, Site site, BoxNetwork network)
    {
        box.Prefix = network.Prefix;
        var tpm = new Forwarder(BoxNetwork.LocalAddress, box.Tpm.Port);
        box.Configure(site, new Uri($"https://{SupplierCertificates.OtherAddress}:{site.Port}"), options =>
        {
            options["tpm"] = tpm.EndPoint.ToString();
            options["meters"] = box.Meters.Select(meter => meter.ToOptions(meter.Listen(BoxNetwork.LocalAddress))).ToArray();
        });
        return tpm;
    }
}
