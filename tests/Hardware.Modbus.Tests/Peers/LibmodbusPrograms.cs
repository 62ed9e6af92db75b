using System.Diagnostics;
using LocalEnergyMarket.Hardware.Modbus.Tests;

[assembly: AssemblyFixture(typeof(LibmodbusPrograms))]

namespace LocalEnergyMarket.Hardware.Modbus.Tests;

/// <summary>The peers in C, compiled once against Debian's libmodbus (package libmodbus-dev).</summary>
public sealed class LibmodbusPrograms : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("libmodbus-");

    public LibmodbusPrograms()
    {
        (Server, Client) = (Compile("libmodbus_server"), Compile("libmodbus_client"));
    }

    internal string Server { get; }

    internal string Client { get; }

    /// <summary>What the compiler says; nothing if all is well.</summary>
    internal static string Clang(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("clang-19", arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return said;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    string Compile(string name)
    {
        var program = Path.Combine(_folder.FullName, name);
        var said = Clang("-O1", "-Wall", "-o", program, Path.Combine(AppContext.BaseDirectory, "Peers", name + ".c"), "-lmodbus");
        return File.Exists(program) ? program : throw new InvalidOperationException(said);
    }
}
