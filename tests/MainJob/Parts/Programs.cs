namespace LocalEnergyMarket.MainJob.Parts;

/// <summary>The product's programs, where the build put them: beside this program's own folder, in the same configuration.</summary>
public static class Programs
{
    static readonly DirectoryInfo Configuration = new(AppContext.BaseDirectory.TrimEnd('/'));

    /// <exception cref="FileNotFoundException">It was not built.</exception>
    public static string PathOf(string project, string? assembly = null)
    {
        var path = Path.Combine(Configuration.Parent!.Parent!.FullName, project, Configuration.Name, assembly ?? project);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is missing: run ./lem build first.");
    }
}
