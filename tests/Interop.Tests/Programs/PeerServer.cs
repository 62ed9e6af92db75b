using System.Globalization;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Interop.Tests.Programs;

/// <summary>A peer that serves.</summary>
sealed class PeerServer : IAsyncDisposable
{
    readonly ScratchFolder _folder;
    readonly ChildProcess _process;

    PeerServer(ScratchFolder folder, ChildProcess process, int port) => (_folder, _process, Port) = (folder, process, port);

    public int Port { get; }

    public static async Task<PeerServer> StartAsync(string name, string[] command, CancellationToken cancellation)
    {
        var folder = new ScratchFolder();
        var process = ChildProcess.Start(name, folder.Path, [.. command, "server", folder.In("port")]);
        try
        {
            var port = await process.FileAsync(folder.In("port"), cancellation);
            return new(folder, process, int.Parse(port, CultureInfo.InvariantCulture));
        }
        catch
        {
            await process.DisposeAsync();
            folder.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }
}
