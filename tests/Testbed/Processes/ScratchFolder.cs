namespace LocalEnergyMarket.Testbed.Processes;

/// <summary>A fresh folder for one test, gone afterwards.</summary>
public sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("lem-").FullName;

    public string In(params IEnumerable<string> parts) => System.IO.Path.Combine([Path, .. parts]);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
