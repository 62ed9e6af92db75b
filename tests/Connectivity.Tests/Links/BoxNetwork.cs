using System.Globalization;
using System.Net;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Connectivity.Tests.Links;

/// <summary>
/// A network namespace for a box: a local network to its meters and TPM, and a line with delay and loss to the backend at
/// <see cref="SupplierCertificates.OtherAddress"/>, which is all it reaches.
/// </summary>
sealed class BoxNetwork : IAsyncDisposable
{
    const string NamePrefix = "lem";
    const string BoxAddress = "10.213.1.2";
    const string BoxLocalAddress = "10.213.2.2";

    readonly string _name = string.Create(CultureInfo.InvariantCulture, $"{NamePrefix}{Environment.ProcessId}");

    BoxNetwork()
    {
    }

    /// <summary>Where meters and TPM listen.</summary>
    public static IPAddress LocalAddress { get; } = IPAddress.Parse("10.213.2.1");

    public WideAreaLink Link { get; private set; } = null!;

    /// <summary>Words before a program that is to run in it.</summary>
    public IReadOnlyList<string> Prefix => ["ip", "netns", "exec", _name];

    /// <summary>Satellite: 600 ms there and back, 2 % loss.</summary>
    public static async Task<BoxNetwork> CreateAsync(int seed, CancellationToken cancellation)
    {
        Assert.SkipUnless(Environment.UserName == "root", "Network namespaces need root: run the tests as root to have the network cut.");
        var network = new BoxNetwork();
        try
        {
            await network.MakeAsync(seed, cancellation);
            return network;
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Link?.Dispose();
        await RemoveAsync(_name);
    }

    static async Task RemoveAsync(string name)
    {
        await CommandLine.TryAsync(["ip", "netns", "del", name], CancellationToken.None);
        await CommandLine.TryAsync(["ip", "link", "del", name + "l"], CancellationToken.None);
    }

    /// <summary>What a run that was killed has left would take our addresses.</summary>
    static async Task RemoveOrphansAsync(CancellationToken cancellation)
    {
        foreach (var line in (await CommandLine.RunAsync(["ip", "netns", "list"], cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = line.Split(' ')[0];
            if (name.StartsWith(NamePrefix, StringComparison.Ordinal) && int.TryParse(name[NamePrefix.Length..], CultureInfo.InvariantCulture, out var process) && !Directory.Exists($"/proc/{process}"))
            {
                await RemoveAsync(name);
            }
        }
    }

    async Task MakeAsync(int seed, CancellationToken cancellation)
    {
        await RemoveOrphansAsync(cancellation);
        Task IpAsync(string words) => CommandLine.RunAsync(["ip", .. words.Split(' ')], cancellation);
        await IpAsync($"netns add {_name}");
        await IpAsync($"-n {_name} link set lo up");

        // The local network.
        await IpAsync($"link add {_name}l type veth peer name lan netns {_name}");
        await IpAsync($"addr add {LocalAddress}/30 dev {_name}l");
        await IpAsync($"-n {_name} addr add {BoxLocalAddress}/30 dev lan");
        await IpAsync($"link set {_name}l up");
        await IpAsync($"-n {_name} link set lan up");

        // The line.
        var (box, backend) = (new Tun(_name + "b"), new Tun(_name + "w"));
        Link = new(box, backend, TimeSpan.FromMilliseconds(300), 0.02, seed);
        await IpAsync($"link set {_name}b netns {_name}");
        await IpAsync($"addr add {SupplierCertificates.OtherAddress} peer {BoxAddress} dev {_name}w");
        await IpAsync($"link set {_name}w up");
        await IpAsync($"-n {_name} addr add {BoxAddress} peer {SupplierCertificates.OtherAddress} dev {_name}b");
        await IpAsync($"-n {_name} link set {_name}b up");
    }
}
