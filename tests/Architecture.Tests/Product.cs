using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace LocalEnergyMarket.Architecture.Tests;

/// <summary>The product's projects as they lie in the repository, and the assemblies that were built from them.</summary>
sealed record Project(string Folder, string Name, string Assembly, IReadOnlySet<string> References);

static class Product
{
    static readonly string[] Folders = ["protos", "hardware", "contracts", "edge", "backend", "portal"];

    public static IReadOnlyList<Project> Projects { get; } = Read();

    static List<Project> Read()
    {
        // artifacts/bin/Architecture.Tests/<configuration>/ is where this runs.
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        var root = output.Parent!.Parent!.Parent!.Parent!;
        var projects =
            from folder in Folders
            from file in Directory.EnumerateFiles(Path.Combine(root.FullName, folder), "*.csproj", SearchOption.AllDirectories)
            let name = Path.GetFileNameWithoutExtension(file)
            let assembly = XDocument.Load(file).Descendants("AssemblyName").SingleOrDefault()?.Value ?? name
            select new Project(
                folder, name, assembly, ReferencesOf(Path.Combine(output.Parent.Parent.FullName, name, output.Name, assembly + ".dll")));
        return [.. projects];
    }

    static HashSet<string> ReferencesOf(string dll)
    {
        using var file = new PEReader(File.OpenRead(dll));
        var metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}
