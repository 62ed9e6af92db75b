using System.Diagnostics;

namespace LocalEnergyMarket.Contracts.Market.Tests;

public sealed class BuildTests
{
    [Fact]
    public void The_same_source_gives_the_same_bytes_in_another_folder()
    {
        var project = Path.Combine(Root(), "contracts", "Contracts.Market");
        var folder = Directory.CreateTempSubdirectory("lem-contract-");
        try
        {
            foreach (var file in Directory.GetFiles(Path.Combine(project, "contract")))
            {
                File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
            }

            Run(folder.FullName, Property("ContractCompiler") + " -c -o m.o market.cpp");
            Run(folder.FullName, Property("ContractLinker") + " -o m.wasm m.o");

            Assert.Equal(File.ReadAllBytes(Path.Combine(folder.FullName, "m.wasm")), MarketContract.Wasm());
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        // The very command of the build, so that the test cannot drift from it.
        string Property(string name)
        {
            var text = File.ReadAllText(Path.Combine(project, "Contracts.Market.csproj"));
            var start = text.IndexOf($"<{name}>", StringComparison.Ordinal) + name.Length + 2;
            return text[start..text.IndexOf($"</{name}>", StringComparison.Ordinal)];
        }
    }

    static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "LocalEnergyMarket.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("LocalEnergyMarket.sln is in no folder above the tests.");
        }

        return folder;
    }

    static void Run(string folder, string command)
    {
        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        using var process = Process.Start(new ProcessStartInfo(words[0], words[1..]) { UseShellExecute = false, WorkingDirectory = folder, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
    }
}
