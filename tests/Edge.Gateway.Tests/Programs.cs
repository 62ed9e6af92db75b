namespace LocalEnergyMarket.Edge.Gateway.Tests;

/// <summary>The programs as they were built, or those of a package, with which Edge.Package.Tests runs these tests once more.</summary>
static class Programs
{
    static readonly string Folder = Environment.GetEnvironmentVariable("LEM_PROGRAMS") ?? AppContext.BaseDirectory;

    public static string PathOf(string name) => Path.Combine(Folder, name);
}
