using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Backend.Testbed;

/// <summary>The built program, beside this one's folder, in the same configuration.</summary>
public static class ServerProgram
{
    static readonly DirectoryInfo Configuration = new(AppContext.BaseDirectory.TrimEnd('/'));

    static readonly string Path = System.IO.Path.Combine(
        Configuration.Parent!.Parent!.FullName, "Backend.Server", Configuration.Name, "Backend.Server");

    /// <summary>Starts it and waits until it serves.</summary>
    public static async Task<ChildProcess> StartAsync(string folder, string configuration, CancellationToken cancellation)
    {
        var ready = System.IO.Path.Combine(folder, $"ready-{Guid.NewGuid():N}.json");
        var server = ChildProcess.Start("backend", folder, [Path, "--config", configuration, "--ready-file", ready]);
        await server.FileAsync(ready, cancellation);
        return server;
    }

    /// <summary>Runs it to its end, which must come by itself.</summary>
    public static Task<(int Status, string Output, string Error)> RunAsync(string configuration, CancellationToken cancellation) =>
        CommandLine.TryAsync(["timeout", "--signal=KILL", "60", Path, "--config", configuration], cancellation);
}
