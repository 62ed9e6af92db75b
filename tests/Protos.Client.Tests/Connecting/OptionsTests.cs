using LocalEnergyMarket.Client.Tests.Servers;
using LocalEnergyMarket.Client.Trust;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Client.Tests.Connecting;

public sealed class OptionsTests : IDisposable
{
    readonly TestAuthority _authority = new();

    static TheoryDataRow<string, Func<LemOptions, LemOptions>> Row(string message, Func<LemOptions, LemOptions> spoil) => new(message, spoil);

    public static IEnumerable<TheoryDataRow<string, Func<LemOptions, LemOptions>>> Mistakes =>
    [
        Row("Addresses: give at least one", o => o with { Addresses = [] }),
        Row("Addresses: 'http://a.example/'", o => o with { Addresses = [new("http://a.example")] }),
        Row("Addresses: 'https://a.example/lem'", o => o with { Addresses = [new("https://a.example/lem")] }),
        Row("Addresses: one is there twice", o => o with { Addresses = [new("https://a.example"), new("https://a.example")] }),
        Row("Token: it must be the token alone", o => o with { Token = "Bearer abc" }),
        Row("Token and TokenSource: give one", o => o with { Token = "abc", TokenSource = _ => ValueTask.FromResult("abc") }),
        Row("ServerKeys: 'abc'", o => o with { ServerKeys = ["abc"] }),
        Row("Proxy: write socks5://", o => o with { Proxy = new("ftp://proxy:1") }),
        Row("Deadline: ", o => o with { Deadline = TimeSpan.Zero }),
        Row("LongestPause: ", o => o with { LongestPause = TimeSpan.Zero }),
        Row("Retry.Attempts: 1", o => o with { Retry = new() { Attempts = 0 } }),
    ];

    [Theory]
    [MemberData(nameof(Mistakes), DisableDiscoveryEnumeration = true)]
    public void What_cannot_work_is_said_before_anything_is_connected(string message, Func<LemOptions, LemOptions> spoil)
    {
        var options = Some.Options(_authority, new Uri("https://a.example"));
        LemClient.Connect(options).Dispose();
        Assert.StartsWith(message, Assert.Throws<LemOptionsException>(() => LemClient.Connect(spoil(options))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_authorities_that_is_none_is_named()
    {
        using var scratch = new ScratchFolder();
        var (missing, empty) = (scratch.In("missing.pem"), scratch.In("empty.pem"));
        File.WriteAllText(empty, "no certificate");
        Assert.Contains(missing, Assert.Throws<LemOptionsException>(() => TrustedAuthorities.FromPemFiles(missing)).Message, StringComparison.Ordinal);
        Assert.Contains(empty, Assert.Throws<LemOptionsException>(() => TrustedAuthorities.FromPemFiles(empty)).Message, StringComparison.Ordinal);
        Assert.Throws<LemOptionsException>(() => TrustedAuthorities.Of());
    }

    public void Dispose() => _authority.Dispose();
}
