using System.Diagnostics;

namespace LocalEnergyMarket.Protos.Wire.Tests.Published;

/// <summary>buf from the repository's npm packages: the judge of the protos' form, and of what a change breaks.</summary>
static class Buf
{
    /// <summary>The repository's root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Where buf.yaml, the protos' modules and the published API lie.</summary>
    public static string Protos => Path.Combine(Root, "protos");

    /// <summary>Runs buf in a folder with buf.yaml.</summary>
    public static async Task<(int Exit, byte[] Output, string Messages)> RunAsync(string folder, params string[] arguments)
    {
        var program = Path.Combine(Root, "node_modules", ".bin", "buf");
        Assert.True(File.Exists(program), $"{program} is missing: run npm ci in the repository's root.");
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var buf = Process.Start(start) ?? throw new InvalidOperationException("buf did not start.");
        using var output = new MemoryStream();
        var copying = buf.StandardOutput.BaseStream.CopyToAsync(output, TestContext.Current.CancellationToken);
        var messages = await buf.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await copying;
        await buf.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (buf.ExitCode, output.ToArray(), messages);
    }

    /// <summary>Runs buf and expects that it finds nothing.</summary>
    public static async Task<byte[]> PassesAsync(string folder, params string[] arguments)
    {
        var (exit, output, messages) = await RunAsync(folder, arguments);
        Assert.True(exit == 0, $"buf {string.Join(' ', arguments)} ended with {exit}:\n{messages}\n{System.Text.Encoding.UTF8.GetString(output)}");
        return output;
    }

    static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "LocalEnergyMarket.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("LocalEnergyMarket.sln is in no folder above the tests.");
        }

        return folder;
    }
}
