using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LocalEnergyMarket.Edge.Provisioning.Problems;

namespace LocalEnergyMarket.Edge.Provisioning.Scanning;

/// <summary>Where a scan looks: a host, a network, or a serial device.</summary>
static class ScanPlaces
{
    /// <summary>Wider networks take too long, and are nobody's cellar.</summary>
    const int WidestNetwork = 22;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <param name="place">An address, a name, or a network such as 192.168.1.0/24.</param>
    /// <exception cref="ProblemException">It is none of them.</exception>
    public static IReadOnlyList<string> Hosts(string place)
    {
        if (!place.Contains('/', StringComparison.Ordinal))
        {
            return [place];
        }

        if (!IPNetwork.TryParse(place, out var network) || network.BaseAddress.AddressFamily != AddressFamily.InterNetwork || network.PrefixLength < WidestNetwork)
        {
            throw new ProblemException(ProblemId.InputMissing, string.Create(CultureInfo.InvariantCulture, $"'{place}': 192.168.1.0/24, /{WidestNetwork} – /32"));
        }

        var first = BitConverter.ToUInt32([.. network.BaseAddress.GetAddressBytes().Reverse()]);
        var count = 1u << (32 - network.PrefixLength);
        return [.. Enumerable.Range(0, (int)count).Where(i => count <= 2 || (i > 0 && i < count - 1)).Select(i => new IPAddress([.. BitConverter.GetBytes(first + (uint)i).Reverse()]).ToString())];
    }

    /// <summary>Those of the addresses that take connections, in their order.</summary>
    public static async Task<IReadOnlyList<(string Host, int Port)>> OpenAsync(IEnumerable<(string Host, int Port)> places, CancellationToken cancellationToken)
    {
        using var few = new SemaphoreSlim(64);
        var asked = await Task.WhenAll(places.Select(async place => (place, IsOpen: await IsOpenAsync(place.Host, place.Port, few, cancellationToken))));
        return [.. asked.Where(p => p.IsOpen).Select(p => p.place)];
    }

    static async Task<bool> IsOpenAsync(string host, int port, SemaphoreSlim few, CancellationToken cancellationToken)
    {
        await few.WaitAsync(cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, limit.Token);
            return true;
        }
        catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
        finally
        {
            few.Release();
        }
    }
}
