namespace LocalEnergyMarket.Protos.Wire.Tests.Published;

/// <summary>A copy of the protos in a folder of its own, to be changed.</summary>
sealed class ProtosCopy : IDisposable
{
    public ProtosCopy()
    {
        foreach (var source in Sources())
        {
            var copy = Path.Combine(Folder, Path.GetRelativePath(Buf.Protos, source));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(source, copy);
        }
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("lem-protos").FullName;

    /// <summary>Changes one thing; it must be there exactly once.</summary>
    public void Change(string file, string from, string to)
    {
        var path = Path.Combine(Folder, "Protos.Wire", "lem", "v1", file);
        var parts = File.ReadAllText(path).Split(from);
        Assert.True(parts.Length == 2, $"{file} has '{from}' {parts.Length - 1} times: the test needs another thing to change.");
        File.WriteAllText(path, string.Join(to, parts));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    static IEnumerable<string> Sources() =>
    [
        Path.Combine(Buf.Protos, "buf.yaml"),
        Path.Combine(Buf.Protos, "lem-v1.txtpb"),
        .. new[] { "Protos.Wire", "Protos.Rpc" }.SelectMany(
            module => Directory.EnumerateFiles(Path.Combine(Buf.Protos, module), "*.proto", SearchOption.AllDirectories)),
    ];
}
