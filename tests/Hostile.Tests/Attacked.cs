using System.Globalization;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Hostile.Tests.Http2;

[assembly: AssemblyFixture(typeof(LocalEnergyMarket.Hostile.Tests.Attacked))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace LocalEnergyMarket.Hostile.Tests;

/// <summary>The whole backend as it runs for others, and what can be seen of it from outside.</summary>
public sealed class Attacked : RunningBackend, IAsyncLifetime
{
    static readonly string[] Severe = [" fail: ", " crit: ", "Unhandled exception"];

    long _logRead;

    public async ValueTask InitializeAsync() => await StartAsync(TestContext.Current.CancellationToken);

    internal Task<RawConnection> ConnectAsync(CancellationToken cancellation) => RawConnection.OpenAsync(Address, Files.Certificates.Authority, cancellation);

    /// <summary>What the process holds in memory, MiB (VmRSS, proc(5)).</summary>
    internal async Task<long> MemoryAsync(CancellationToken cancellation)
    {
        var lines = await File.ReadAllLinesAsync($"/proc/{Process.Id}/status", cancellation);
        var kibibytes = lines.Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        return long.Parse(kibibytes, CultureInfo.InvariantCulture) / 1024;
    }

    /// <summary>How many connections the process holds to callers: local port, and state 01 or 08, established or half closed (proc_net_tcp).</summary>
    internal int Connections()
    {
        var port = $":{Address.Port:X4}";
        return File.ReadLines("/proc/net/tcp")
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Count(words => words[1].EndsWith(port, StringComparison.Ordinal) && words[3] is "01" or "08");
    }

    /// <summary>Waits until the process has let go of all connections but so many, and the bystander's.</summary>
    internal Task LetGoAsync(int connections, CancellationToken cancellation) => Process.UntilAsync(
        $"it had at most {connections} connections and the bystander's", _ => Task.FromResult(Connections() <= connections + 1), TimeSpan.FromMinutes(3), cancellation);

    /// <summary>That the log tells of no error inside since the last time that was asked: hostile input must cause none.</summary>
    internal async Task AssertNoInnerErrorAsync(CancellationToken cancellation)
    {
        await using var log = new FileStream(Process.LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        log.Position = _logRead;
        using var reader = new StreamReader(log);
        var text = await reader.ReadToEndAsync(cancellation);
        _logRead = log.Position;

        // Kestrel calls it critical when it cuts off a peer that floods it.
        string[] errors =
        [
            .. text.Split('\n').Where(line => Severe.Any(mark => line.Contains(mark, StringComparison.Ordinal)) && !line.Contains("Microsoft.AspNetCore.Server.Kestrel", StringComparison.Ordinal)),
        ];
        Assert.True(errors.Length == 0, $"{errors.Length} errors in the log, the first: {string.Join('\n', errors.Take(3))}");
    }
}
