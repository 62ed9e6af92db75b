using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Identity;
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
    [InlineData("\"host\": \"10.0.0.5\"", "\"host\": \"10.0.0.5\", \"serialLine\": { \"device\": \"/dev/ttyUSB0\" }", "Meters[0].SerialLine: a meter is either")]
    [InlineData("\"host\": \"10.0.0.5\"", "\"host\": \"10.0.0.5\", \"rtuOverTcp\": true", "Meters[0].Port: with rtuOverTcp")]
    [InlineData("\"host\": \"10.0.0.5\"", "\"serialLine\": { \"device\": \"ttyUSB0\" }", "Meters[0].SerialLine.Device: 'ttyUSB0' is not a device file")]
    [InlineData("\"host\": \"10.0.0.5\"", "\"serialLine\": { \"baud\": 9600 }", "device")]
    [InlineData("\"host\": \"10.0.0.5\"", "\"serialLine\": { \"device\": \"/dev/ttyUSB0\", \"parity\": \"mark\" }", "Meters[0].SerialLine.Parity: 'mark' is neither none, even nor odd.")]
    [InlineData("\"host\": \"10.0.0.5\"", "\"serialLine\": { \"device\": \"/dev/ttyUSB0\", \"baud\": 50 }", "Meters[0].SerialLine.Baud: 50 is not between 300 and 4000000.")]
    [InlineData("\"host\": \"10.0.0.5\"", "\"serialLine\": { \"device\": \"/dev/ttyUSB0\", \"stopBits\": 0 }", "Meters[0].SerialLine.StopBits: 0 is not between 1 and 2.")]
    [InlineData("\"host\": \"10.0.0.5\"", "\"serialLine\": { \"device\": \"/dev/ttyUSB0\", \"rs485\": { \"receiveDuringSend\": true } }", "Meters[0].SerialLine.Echo: with rs485.receiveDuringSend")]
    [InlineData("\"host\": \"10.0.0.5\"", "\"serialLine\": { \"device\": \"/dev/ttyUSB0\" }, \"unit\": 248", "Meters[0].Unit: 248 is not between 1 and 247.")]
    [InlineData("\"host\": \"10.0.0.5\"", "\"host\": \"10.0.0.5\", \"timeoutMs\": 20", "Meters[0].TimeoutMs: 20 is not between 50 and 5000.")]
    [InlineData("\"host\": \"10.0.0.5\" }", "\"serialLine\": { \"device\": \"/dev/ttyS1\" } }, { \"serial\": \"2\", \"index\": 2, \"type\": \"abb-b23\", \"serialLine\": { \"device\": \"/dev/ttyS1\", \"parity\": \"even\" } }", "Meters[1].SerialLine: /dev/ttyS1 is described otherwise than at Meters[0]")]
    [InlineData("\"host\": \"10.0.0.5\" }", "\"host\": \"10.0.0.5\", \"port\": 502 }, { \"serial\": \"2\", \"index\": 2, \"type\": \"abb-b23\", \"host\": \"10.0.0.5\", \"port\": 502, \"rtuOverTcp\": true }", "Meters[1].RtuOverTcp: 10.0.0.5:502 speaks either")]
    [InlineData("eastron-sdm630", "openems", "Meters[0].Url")]
    [InlineData("\"tpm\"", "\"clock\": \"noon\", \"tpm\"", "Clock:")]
    [InlineData("\"serial\": \"1LEM0000000001\",", "", "serial")]
    [InlineData("\"tpm\"", "\"proxy\": \"ftp://gateway\", \"tpm\"", "Proxy: 'ftp://gateway' is not a proxy")]
    [InlineData("\"tpm\"", "\"proxy\": \"socks5://box:secret@gateway:1080\", \"tpm\"", "ProxyPasswordFile")]
    [InlineData("\"tpm\"", "\"chain\": {}, \"tpm\"", "endpoints")]
    [InlineData("\"tpm\"", "\"chain\": { \"endpoints\": [] }, \"tpm\"", "Chain.Endpoints: give at least one")]
    [InlineData("\"tpm\"", "\"chain\": { \"endpoints\": [\"node:8888\"] }, \"tpm\"", "Chain.Endpoints: 'node:8888' is not")]
    [InlineData("\"tpm\"", "\"chain\": { \"endpoints\": [\"http://node\"], \"chainId\": \"12\" }, \"tpm\"", "Chain.ChainId: it has 64 hex digits")]
    [InlineData("\"tpm\"", "\"chain\": { \"endpoints\": [\"http://node\"], \"contract\": \"Lem\" }, \"tpm\"", "Chain.Contract: 'Lem'")]
    [InlineData("\"tpm\"", "\"chain\": { \"endpoints\": [\"http://node\"], \"pollSeconds\": 20 }, \"tpm\"", "Chain.IdleSeconds: 10 is not between 20 and 3600.")]
    [InlineData("\"tpm\"", "\"chain\": { \"endpoints\": [\"http://node\"], \"expirySeconds\": 9 }, \"tpm\"", "Chain.ExpirySeconds: 9 is not between 10 and 3600.")]
    public void A_mistake_is_named(string right, string wrong, string named)
    {
        using var scratch = new ScratchFolder();
        File.WriteAllText(scratch.In("box.json"), Right.Replace(right, wrong, StringComparison.Ordinal));
        var e = Assert.Throws<ConfigurationException>(() => BoxOptionsFile.Load(scratch.In("box.json")));
        Assert.Contains(named, e.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Theory]
    [InlineData("AB", "lem.market", "")]
    [InlineData("ab", "lem.other", "Chain.Contract: the box was enrolled for the contract lem.market")]
    [InlineData("cd", "lem.market", "Chain.ChainId: the box was enrolled for the chain abab")]
    public void A_chain_that_is_pinned_must_be_the_enrolments(string chain, string contract, string named)
    {
        var identity = new BoxIdentity("b", "04", "lem.box1", "lem.market", string.Concat(Enumerable.Repeat("ab", 32)));
        var options = new ChainOptions { Endpoints = ["http://node"], ChainId = string.Concat(Enumerable.Repeat(chain, 32)), Contract = contract };
        if (named.Length == 0)
        {
            ChainOptionsRules.Hold(options, identity);
        }
        else
        {
            Assert.Contains(named, Assert.Throws<ConfigurationException>(() => ChainOptionsRules.Hold(options, identity)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_unknown_device_type_is_answered_with_those_there_are()
    {
        var e = Assert.Throws<ConfigurationException>(() => LocalEnergyMarket.Edge.Gateway.Polling.MeterSet.Open([new() { Serial = "1", Index = 1, Type = "abacus", Host = "x" }]));
        Assert.Contains("eastron-sdm630", e.Message, StringComparison.Ordinal);
    }
}
