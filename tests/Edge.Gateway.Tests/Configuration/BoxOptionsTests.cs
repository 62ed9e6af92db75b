using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Configuration;

public sealed class BoxOptionsTests
{
    const string Right = """
        {
          "backends": ["https://backend.example:8443"], "authorityFile": "authority.pem", "tpm": "127.0.0.1:2321",
          "meters": [ { "serial": "1LEM0000000001", "index": 1, "type": "eastron-sdm630", "host": "10.0.0.5" } ]
        }
        """;

    [Fact]
    public void Paths_are_relative_to_the_file()
    {
        using var scratch = new ScratchFolder();
        File.WriteAllText(scratch.In("box.json"), Right);
        var options = BoxOptionsFile.Load(scratch.In("box.json"));

        Assert.Equal(scratch.In("authority.pem"), options.AuthorityFile);
        Assert.Equal(scratch.In("journal.db"), options.JournalFile);
        Assert.Equal(60, options.Meters[0].PollSeconds);
    }

    [Theory]
    [InlineData("\"tpm\"", "\"tmp\"", "tmp")]
    [InlineData("https:", "http:", "is not an https URL")]
    [InlineData("\"index\": 1", "\"index\": 0", "Meters[0].Index: 0 is not between 1 and 255.")]
    [InlineData("\"index\": 1", "\"index\": 1, \"pollSeconds\": 901", "Meters[0].PollSeconds: 901 is not between 1 and 900.")]
    [InlineData("\"host\": \"10.0.0.5\"", "\"port\": 502", "Meters[0].Host")]
    [InlineData("eastron-sdm630", "openems", "Meters[0].Url")]
    [InlineData("\"tpm\"", "\"clock\": \"noon\", \"tpm\"", "Clock:")]
    [InlineData("\"serial\": \"1LEM0000000001\",", "", "serial")]
    [InlineData("\"tpm\"", "\"proxy\": \"ftp://gateway\", \"tpm\"", "Proxy: 'ftp://gateway' is not a proxy")]
    [InlineData("\"tpm\"", "\"proxy\": \"socks5://box:secret@gateway:1080\", \"tpm\"", "ProxyPasswordFile")]
    public void A_mistake_is_named(string right, string wrong, string named)
    {
        using var scratch = new ScratchFolder();
        File.WriteAllText(scratch.In("box.json"), Right.Replace(right, wrong, StringComparison.Ordinal));
        var e = Assert.Throws<ConfigurationException>(() => BoxOptionsFile.Load(scratch.In("box.json")));
        Assert.Contains(named, e.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void An_unknown_device_type_is_answered_with_those_there_are()
    {
        var e = Assert.Throws<ConfigurationException>(() => LocalEnergyMarket.Edge.Gateway.Polling.MeterSet.Open([new() { Serial = "1", Index = 1, Type = "abacus", Host = "x" }]));
        Assert.Contains("eastron-sdm630", e.Message, StringComparison.Ordinal);
    }
}
