using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace LocalEnergyMarket.Benchmarks.Mastr;

/// <summary>
/// An export of so many units, the same for the same seed: files of 100,000 items in UTF-16, a solar unit of some 3.6 kB and a storage unit of 3, as in
/// the register's own. Written as it is made: no file is ever whole in memory.
/// </summary>
sealed class GeneratedExport(int units, int seed)
{
    const int ItemsAFile = 100_000;

    /// <summary>Of five units four are solar.</summary>
    public int Solar => units - Storage;

    public int Storage => units / 5;

    public void Write(string path)
    {
        using var zip = new ZipArchive(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20), ZipArchiveMode.Create);
        Files(zip, "EinheitenSolar", "EinheitSolar", Solar, new SolarItem(new Random(seed)).Append);
        Files(zip, "EinheitenStromSpeicher", "EinheitStromSpeicher", Storage, new StorageItem(new Random(seed + 1)).Append);
        Files(zip, "EinheitenWind", "EinheitWind", 1, (text, _) => text.Append("<EinheitMastrNummer>SEE900000000010</EinheitMastrNummer>"));
        Files(zip, "Marktakteure", "Marktakteur", 1, (text, _) => text.Append("<MastrNummer>ABR900000000010</MastrNummer>"));
        Files(zip, "Lokationen", "Lokation", 1, (text, _) => text.Append("<MastrNummer>SEL900000000010</MastrNummer>"));
        Files(zip, "Katalogwerte", "Katalogwert", 1, (text, _) => text.Append("<Id>2495</Id><Wert>Solare Strahlungsenergie</Wert>"));
    }

    static void Files(ZipArchive zip, string kind, string item, int count, Action<StringBuilder, int> append)
    {
        for (var first = 0; first < count; first += ItemsAFile)
        {
            using var file = zip.CreateEntry(string.Create(CultureInfo.InvariantCulture, $"{kind}_{(first / ItemsAFile) + 1}.xml"), CompressionLevel.Fastest).Open();
            file.Write([0xFF, 0xFE]);
            var text = new StringBuilder($"<?xml version=\"1.0\" encoding=\"utf-16\"?>\r\n<{kind}>\r\n");
            for (var i = first; i < Math.Min(first + ItemsAFile, count); i++)
            {
                text.Append("  <").Append(item).Append(">\r\n");
                append(text, i);
                text.Append("  </").Append(item).Append(">\r\n");
                if (text.Length > 64 << 10)
                {
                    Flush(file, text);
                }
            }

            text.Append("</").Append(kind).Append(">\r\n");
            Flush(file, text);
        }
    }

    static void Flush(Stream file, StringBuilder text)
    {
        foreach (var chunk in text.GetChunks())
        {
            file.Write(MemoryMarshal.AsBytes(chunk.Span));
        }

        text.Clear();
    }
}
