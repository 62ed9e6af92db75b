using System.Security.Cryptography.X509Certificates;

namespace LocalEnergyMarket.Benchmarks.Rpc;

/// <summary>What a server needs for box streams that are held open and say nothing, each above what it needs without them.</summary>
sealed class HeldMemory(Func<ServerProcess> start, X509Certificate2? certificate, int streamsPerConnection)
{
    const int WarmUp = 200;

    static readonly int[] Steps = [1_000, 10_000, 20_000];

    /// <summary>Bytes a stream at each step; as many as the limit of open files allows, if that is less.</summary>
    /// <param name="managed">Whether the server has a managed heap: then it collects garbage before each figure.</param>
    public async Task<IReadOnlyList<(int Streams, double Managed, double Resident)>> MeasureAsync(bool managed)
    {
        using var server = start();
        using var load = managed ? new CallLoad(server.PlainPort, TimeSpan.Zero) : null;

        // What a first stream makes once (code, pools) is no stream's.
        using (var first = Hold(server))
        {
            await first.OpenAsync(WarmUp);
        }

        var before = await FigureAsync(server, load, 0);
        using var held = Hold(server);
        var figures = new List<(int, double, double)>();
        foreach (var streams in Steps.Select(step => Math.Min(step, Most())).Distinct())
        {
            await held.OpenAsync(streams);
            var (heap, resident) = await FigureAsync(server, load, held.Count);
            figures.Add((held.Count, (heap - before.Managed) / (double)held.Count, (resident - before.Resident) / (double)held.Count));
        }

        return figures;
    }

    static async Task<(long Managed, long Resident)> FigureAsync(ServerProcess server, CallLoad? load, int streams)
    {
        if (load is null)
        {
            return (0, server.ResidentBytes);
        }

        while (true)
        {
            var measured = await load.MeasureAsync();
            if (measured.BoxStreams == streams)
            {
                return (measured.ManagedBytes, measured.ResidentBytes);
            }
        }
    }

    HeldStreams Hold(ServerProcess server) => new(certificate is null ? server.PlainPort : server.TlsPort, certificate, streamsPerConnection);

    int Most()
    {
        var files = File.ReadLines("/proc/self/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];
        const int others = 500;
        return files == "unlimited" ? int.MaxValue : (int.Parse(files, System.Globalization.CultureInfo.InvariantCulture) - others) * streamsPerConnection;
    }
}
