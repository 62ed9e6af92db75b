namespace LocalEnergyMarket.Connectivity.Tests.Parts;

/// <summary>The built programs, beside this one's folder, in the same configuration.</summary>
static class Programs
{
    static readonly DirectoryInfo Configuration = new(AppContext.BaseDirectory.TrimEnd('/'));

    public static string Box { get; } = Path.Combine(Configuration.Parent!.Parent!.FullName, "Edge.Gateway", Configuration.Name, "lem-box");
}
