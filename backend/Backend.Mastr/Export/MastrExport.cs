using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace LocalEnergyMarket.Backend.Mastr.Export;

/// <summary>
/// Reads the Marktstammdatenregister's bulk export (Dokumentation MaStR Gesamtdatenexport 25.2): a zip of UTF-16 files, root, items, flat
/// text elements, a kind split into numbered files. Streamed; UTF-8 and a missing byte order mark are read too.
/// </summary>
public sealed partial class MastrExport : IDisposable
{
    static readonly XmlReaderSettings Settings = new()
    {
        Async = true, CheckCharacters = false, DtdProcessing = DtdProcessing.Prohibit, IgnoreComments = true, IgnoreWhitespace = true, CloseInput = true,
    };

    readonly ZipArchive _zip;
    readonly List<string> _warnings = [];

    /// <exception cref="MastrException">The stream is not a zip.</exception>
    public MastrExport(Stream zip)
    {
        try
        {
            _zip = new(zip, ZipArchiveMode.Read, leaveOpen: true);
        }
        catch (InvalidDataException)
        {
            throw new MastrException(
                MastrError.FileInvalid,
                "",
                "The file is not a zip: send the MaStR's Gesamtdatenexport_….zip as it was downloaded; if it was, the download was cut.");
        }
    }

    /// <summary>What was odd but could be taken.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>The items of all files of the kinds asked for, file by file. Files of other kinds are passed over.</summary>
    /// <exception cref="MastrException">A file is cut or is no XML; the message names it.</exception>
    public async IAsyncEnumerable<ExportItem> ReadAsync(IReadOnlySet<string> kinds, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var entry in _zip.Entries.OrderBy(entry => entry.FullName, StringComparer.Ordinal))
        {
            if (FileName.Match(entry.Name) is { Success: true } match && kinds.Contains(match.Groups["kind"].Value))
            {
                await foreach (var record in ReadFileAsync(entry, match.Groups["kind"].Value, cancellation))
                {
                    yield return record;
                }
            }
        }
    }

    public void Dispose() => _zip.Dispose();

    async IAsyncEnumerable<ExportItem> ReadFileAsync(ZipArchiveEntry entry, string kind, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var text = new CleanText(await OpenTextAsync(entry, cancellation));
        using var xml = XmlReader.Create(text, Settings);
        while (await NextItemAsync(entry, xml, cancellation) is { } fields)
        {
            yield return new(kind, fields);
        }

        if (text.Replaced > 0)
        {
            _warnings.Add($"{entry.Name}: {text.Replaced} characters are not allowed in XML and were replaced by U+FFFD.");
        }
    }

    static async Task<Dictionary<string, string>?> NextItemAsync(ZipArchiveEntry entry, XmlReader xml, CancellationToken cancellation)
    {
        try
        {
            while (await xml.ReadAsync())
            {
                cancellation.ThrowIfCancellationRequested();
                if (xml.NodeType == XmlNodeType.Element && xml.Depth == 1)
                {
                    return await ItemAsync(xml);
                }
            }

            return null;
        }
        catch (Exception e) when (e is XmlException or InvalidDataException)
        {
            throw Damaged(entry, e);
        }
    }

    static MastrException Damaged(ZipArchiveEntry entry, Exception e)
    {
        var where = e is XmlException { LineNumber: > 0 } at ? $", line {at.LineNumber}" : "";
        return new(MastrError.FileInvalid, entry.Name, $"{entry.Name}{where}: the file is cut or damaged ({e.Message.TrimEnd('.')}). Nothing was taken; download the export again.");
    }

    static async Task<Dictionary<string, string>> ItemAsync(XmlReader xml)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (xml.IsEmptyElement)
        {
            return fields;
        }

        await xml.ReadAsync();
        while (xml.NodeType != XmlNodeType.EndElement)
        {
            if (xml.NodeType == XmlNodeType.Element)
            {
                var name = xml.LocalName;
                fields[name] = (await xml.ReadElementContentAsStringAsync()).Trim();
            }
            else if (!await xml.ReadAsync())
            {
                throw new XmlException("Unexpected end of file.");
            }
        }

        return fields;
    }

    static async Task<StreamReader> OpenTextAsync(ZipArchiveEntry entry, CancellationToken cancellation)
    {
        var start = new byte[2];
        PrefixedStream whole;
        try
        {
            var stream = new BufferedStream(entry.Open(), 1 << 16);
            var read = await stream.ReadAtLeastAsync(start, 2, throwOnEndOfStream: false, cancellation);
            whole = new(start.AsMemory(0, read), stream);
        }
        catch (InvalidDataException e)
        {
            throw Damaged(entry, e);
        }

        return new StreamReader(whole, start is [(byte)'<', 0] ? Encoding.Unicode : Encoding.UTF8, detectEncodingFromByteOrderMarks: true, 1 << 16);
    }

    [GeneratedRegex(@"^(?<kind>[A-Za-z]+)(_[0-9]+)?\.xml$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    static partial Regex FileName { get; }
}
