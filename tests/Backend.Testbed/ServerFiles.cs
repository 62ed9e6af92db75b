using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Chain.Blocks;

namespace LocalEnergyMarket.Backend.Testbed;

/// <summary>The files a backend needs, in a folder, with nothing wrong in them.</summary>
public sealed class ServerFiles : IDisposable
{
    readonly string _folder;

    public ServerFiles(string folder)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        Certificates = new(_folder);
        File.WriteAllText(In("chain.key"), ChainSettings.WellKnownDevelopmentKey);
        File.WriteAllText(In("access.json"), Callers.ToFile().ToJsonString());
    }

    public SupplierCertificates Certificates { get; }

    public string In(string name) => Path.Combine(_folder, name);

    /// <summary>Writes a configuration that a backend starts with, if the change does not spoil it.</summary>
    /// <returns>The file.</returns>
    public string Write(int port, string database, string chain, Action<JsonObject>? change = null)
    {
        var configuration = new JsonObject
        {
            ["Clock"] = "real",
            ["Database"] = database,
            ["Listen"] = new JsonObject { ["Port"] = port, ["CertificateFile"] = Certificates.CertificateFile, ["KeyFile"] = Certificates.KeyFile },
            ["Chain"] = new JsonObject { ["Url"] = chain, ["OperatorKeyFile"] = In("chain.key"), ["TriggerKeyFile"] = In("chain.key") },
            ["Enrollment"] = new JsonObject { ["RootsFolder"] = Certificates.RootsFolder, ["AllowSoftwareTpms"] = true },
            ["AccessFile"] = In("access.json"),
            ["Markets"] = new JsonArray([.. Groups.All.Select(Market)]),
        };
        change?.Invoke(configuration);
        var file = In($"{Guid.NewGuid():N}.json");
        File.WriteAllText(file, configuration.ToJsonString());
        return file;
    }

    public void Dispose() => Certificates.Dispose();

    static JsonObject Market((string Group, string ChainName) market) => new JsonObject
    {
        ["BalancingGroup"] = market.Group, ["ChainName"] = market.ChainName, ["SurplusPrice"] = 4_000, ["DeficitPrice"] = 30_000, ["ProcessingFee"] = 500,
    };
}
