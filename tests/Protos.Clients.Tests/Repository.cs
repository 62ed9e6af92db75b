namespace LocalEnergyMarket.Protos.Clients.Tests;

/// <summary>The sources that the clients are built from.</summary>
static class Repository
{
    public static string Root { get; } = Find();

    public static string In(params IEnumerable<string> parts) => Path.Combine([Root, .. parts]);

    static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "LocalEnergyMarket.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException($"{AppContext.BaseDirectory} is in no clone of the repository.");
        }

        return folder;
    }
}
