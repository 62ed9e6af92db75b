using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;

namespace LocalEnergyMarket.Architecture.Tests;

/// <summary>Every key and option of every program is in docs/configuration.md, in the program's own section.</summary>
public sealed partial class ConfigurationDocumentTests
{
    static readonly Dictionary<string, string> Sections = Section()
        .Matches(File.ReadAllText(Path.Combine(Product.Root, "docs", "configuration.md")))
        .ToDictionary(section => section.Groups["project"].Value, section => section.Value, StringComparer.Ordinal);

    public static TheoryData<string> Programs => [.. Product.Projects.Where(IsProgram).Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(Programs))]
    public void Every_key_of_a_program_is_described(string program)
    {
        var keys = OptionsOf(Product.Projects.Single(project => project.Name == program));
        if (program == "Backend.Server")
        {
            keys = keys.Concat(OptionsOf(Product.Projects.Single(project => project.Name == "Backend.Rpc")));
        }

        string[] missing = [.. keys.Where(key => !Describes(Sections[program], key))];

        Assert.Empty(missing);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void Every_option_of_a_command_line_is_described(string program)
    {
        var project = Product.Projects.Single(p => p.Name == program);
        var sources = Directory.EnumerateFiles(project.Path, "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText);
        var options = sources.SelectMany(source => CommandLineOption().Matches(source)).Select(option => option.Groups["option"].Value);

        string[] missing = [.. options.Where(option => option != "--help" && !Sections[program].Contains(option, StringComparison.Ordinal))];

        Assert.Empty(missing);
    }

    [Fact]
    public void Keys_are_found_where_there_are_some() =>
        Assert.Contains(OptionsOf(Product.Projects.Single(project => project.Name == "Backend.Server")), key => key == "AccessFile");

    [Theory]
    [InlineData("| `Listen:Port` |", true)]
    [InlineData("| `port` |", true)]
    [InlineData("| `meters[].port` |", true)]
    [InlineData("the port", false)]
    [InlineData("| `OpenEmsPort` |", false)]
    public void A_key_is_described_where_it_stands_as_code(string line, bool described) => Assert.Equal(described, Describes(line, "Port"));

    static bool Describes(string section, string key) =>
        Regex.IsMatch(section, $@"`(\w+(\[\])?[:.])*{key}(\[\])?([:.]\w+)*`", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));

    static bool IsProgram(Project project)
    {
        using var file = new PEReader(File.OpenRead(project.AssemblyPath));
        return file.PEHeaders.CorHeader!.EntryPointTokenOrRelativeVirtualAddress != 0;
    }

    /// <summary>The public properties of the program's public types that are called …Options.</summary>
    static IEnumerable<string> OptionsOf(Project project)
    {
        using var file = new PEReader(File.OpenRead(project.AssemblyPath));
        var metadata = file.GetMetadataReader();
        return
        [
            .. from type in metadata.TypeDefinitions.Select(metadata.GetTypeDefinition)
               where metadata.GetString(type.Name).EndsWith("Options", StringComparison.Ordinal) && (type.Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.Public
               from property in type.GetProperties().Select(metadata.GetPropertyDefinition)
               let getter = metadata.GetMethodDefinition(property.GetAccessors().Getter)
               where (getter.Attributes & MethodAttributes.MemberAccessMask) == MethodAttributes.Public
               select metadata.GetString(property.Name),
        ];
    }

    [GeneratedRegex(@"^## [^\n]*`(?<project>[A-Z]\w+\.\w+)`.*?(?=^## |\z)", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Section();

    [GeneratedRegex(@"""(?<option>--[a-z][a-z-]*)""", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex CommandLineOption();
}
