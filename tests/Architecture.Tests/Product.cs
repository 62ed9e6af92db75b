using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace LocalEnergyMarket.Architecture.Tests;

/// <summary>A project as it lies in the repository, and the assembly that was built from it.</summary>
sealed record Project(string Folder, string Name, string Path, string Assembly, string AssemblyPath, IReadOnlySet<string> References);

/// <summary>The product's projects, without those of the tests.</summary>
static class Product
{
    static readonly string[] Folders = ["protos", "hardware", "contracts", "edge", "backend", "portal"];

    // artifacts/bin/Architecture.Tests/<configuration>/ is where this runs.
    static readonly DirectoryInfo Output = new(AppContext.BaseDirectory.TrimEnd('/'));

    public static string Root { get; } = Output.Parent!.Parent!.Parent!.Parent!.FullName;

    public static IReadOnlyList<Project> Projects { get; } = Read();

    static List<Project> Read()
    {
        var projects =
            from folder in Folders
            where Directory.Exists(Path.Combine(Root, folder))
            from file in Directory.EnumerateFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories)
            let name = Path.GetFileNameWithoutExtension(file)
            let assembly = XDocument.Load(file).Descendants("AssemblyName").SingleOrDefault()?.Value ?? name
            let dll = Path.Combine(Output.Parent!.Parent!.FullName, name, Output.Name, assembly + ".dll")
            select new Project(folder, name, Path.GetDirectoryName(file)!, assembly, dll, ReferencesOf(dll));
        return [.. projects];
    }

    static HashSet<string> ReferencesOf(string dll)
    {
        using var file = new PEReader(File.OpenRead(dll));
        var metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}
