namespace LocalEnergyMarket.Interop.Tests.Programs;

/// <summary>Where the peers' sources and the protos lie.</summary>
static class Sources
{
    public static string Root { get; } = FindRoot();

    public static string Protos { get; } = Path.Combine(Root, "tests", "Interop.Peer");

    public static string Peers { get; } = Path.Combine(Root, "tests", "Interop.Tests", "Peers");

    static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "LocalEnergyMarket.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("LocalEnergyMarket.sln is in no folder above the tests.");
        }

        return folder;
    }
}
