using System.IO.Compression;
using System.Runtime.InteropServices;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Backend.Mastr.Tests;

/// <summary>Exports made for a test, in a folder of its own.</summary>
sealed class Zips : IDisposable
{
    readonly ScratchFolder _folder = new();
    int _count;

    public static string Sample => Path.Combine(AppContext.BaseDirectory, "Data", "Gesamtdatenexport_20260131_25.2.zip");

    public static byte[] Bad(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Data", "bad", name));

    /// <summary>UTF-16 little endian with a byte order mark; lone surrogates as they are.</summary>
    public static byte[] Utf16(string xml) => [0xFF, 0xFE, .. MemoryMarshal.AsBytes(xml.AsSpan())];

    public static string Xml(string root, params IEnumerable<string> items) => $"<?xml version=\"1.0\" encoding=\"utf-16\"?>\r\n<{root}>\r\n{string.Concat(items)}</{root}>\r\n";

    public static string Solar(string number, string more = "") => $"  <EinheitSolar>\r\n    <EinheitMastrNummer>{number}</EinheitMastrNummer>\r\n    {more}\r\n  </EinheitSolar>\r\n";

    public static byte[] SolarFile(params IEnumerable<string> items) => Utf16(Xml("EinheitenSolar", items));

    /// <summary>All files of the sample, some changed or left out (null).</summary>
    public string Changed(params IEnumerable<(string Name, byte[]? Content)> changes)
    {
        using var sample = ZipFile.OpenRead(Sample);
        var files = sample.Entries.ToDictionary(entry => entry.Name, Content, StringComparer.Ordinal);
        foreach (var (name, content) in changes)
        {
            files[name] = content;
        }

        return Of(files.Where(file => file.Value is not null).Select(file => (file.Key, file.Value!)));
    }

    public string Of(params IEnumerable<(string Name, byte[] Content)> files)
    {
        var path = _folder.In($"{++_count}.zip");
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (name, content) in files)
        {
            using var entry = zip.CreateEntry(name).Open();
            entry.Write(content);
        }

        return path;
    }

    public string Write(byte[] bytes)
    {
        var path = _folder.In($"{++_count}.zip");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public void Dispose() => _folder.Dispose();

    static byte[]? Content(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
