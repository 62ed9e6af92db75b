using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Backend.Server.Tests.Api;

/// <summary>buf curl, which learns everything by reflection, by its name of today and of before.</summary>
public sealed class ReflectionToolTests(RunningSystem system) : IDisposable
{
    readonly ScratchFolder _folder = new();

    [Theory]
    [InlineData("grpc-v1")]
    [InlineData("grpc-v1alpha")]
    public async Task A_tool_without_protos_calls_a_method(string reflection)
    {
        await File.WriteAllTextAsync(_folder.In("ca.pem"), system.Files.Certificates.Authority.ExportCertificatePem(), TestContext.Current.CancellationToken);
        var (status, output, error) = await CommandLine.TryAsync(
            [
                Path.Combine(DocumentedCommandTests.Root, "node_modules", ".bin", "buf"), "curl", "--cacert", _folder.In("ca.pem"), "--protocol", "grpc", "--reflect-protocol", reflection,
                "-H", $"Authorization: Bearer {Callers.TokenOf("Auditor")}", "-d", """{"page_size": 1}""", new Uri(system.Address, "/lem.v1.RegistryService/ListUnits").ToString(),
            ],
            TestContext.Current.CancellationToken, new Dictionary<string, string>(StringComparer.Ordinal) { ["NO_PROXY"] = "*", ["HOME"] = _folder.Path });
        Assert.True(status == 0, error);
        Assert.Contains("unitNumber", output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
