using System.Globalization;

namespace LocalEnergyMarket.Edge.Provisioning.Tests;

public sealed class ScanTests(Field field)
{
    [Fact]
    public async Task A_scan_finds_the_meters_and_says_how_sure_it_is()
    {
        var site = field.NewSite("problems");
        foreach (var meter in field.Plant.Meters)
        {
            var port = meter.Port.ToString(CultureInfo.InvariantCulture);
            var found = (await site.DoneAsync("meters", "scan", "127.0.0.1", "--port", port, "--unit", $"{meter.Device.Unit}")).Lines.Select(line => line["data"]!).ToList();
            var best = found.Single(data => (int)data["unit"]! == meter.Device.Unit);
            Assert.Contains(best["confidence"]!.ToString(), new[] { "sure", "likely", "possible" }, StringComparer.Ordinal);
            Assert.Contains(meter.Device.Type, new[] { best["type"]!.ToString() }.Concat(best["others"]!.AsArray().Select(other => other!.ToString())), StringComparer.Ordinal);
        }

        await site.ProblemAsync("LEM-P050", 1, "meters", "scan", "127.0.0.1/32", "--port", "1");
        await site.ProblemAsync("LEM-P002", 3, "meters", "scan", "10.0.0.0/8");
    }
}
