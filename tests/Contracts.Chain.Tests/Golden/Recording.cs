using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Chain.Tests.Golden;

/// <summary>A request to a real nodeos (Leap 4.0.6) and its answer.</summary>
/// <param name="Name">Of the file in Data/nodeos, with its folder.</param>
sealed record Recording(string Name, string Path, JsonNode? Request, bool IsPost, int Status, JsonNode Response)
{
    static string Folder => System.IO.Path.Combine(AppContext.BaseDirectory, "Data", "nodeos");

    public static IReadOnlyList<string> Names { get; } =
    [
        .. Directory.EnumerateFiles(Folder, "*.json", SearchOption.AllDirectories)
            .Select(file => System.IO.Path.ChangeExtension(System.IO.Path.GetRelativePath(Folder, file), extension: null))
            .Order(StringComparer.Ordinal),
    ];

    public static Recording Load(string name)
    {
        var json = JsonNode.Parse(File.ReadAllText(System.IO.Path.Combine(Folder, $"{name}.json")))!;
        var request = json["request"]!;
        return new(
            name,
            request["path"]!.GetValue<string>(),
            request["body"],
            request["method"]!.GetValue<string>() is "POST",
            json["status"]!.GetValue<int>(),
            json["response"]!);
    }
}
