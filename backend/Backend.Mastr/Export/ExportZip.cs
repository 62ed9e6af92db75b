using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using LocalEnergyMarket.Backend.Mastr.Kinds;

namespace LocalEnergyMarket.Backend.Mastr.Export;

/// <summary>A file of the export.</summary>
/// <param name="Name">In the zip.</param>
/// <param name="Bytes">Unpacked.</param>
/// <param name="Next">The file that goes on where this one ends; files repeat the last record of the one before as their first.</param>
sealed record ExportMember(string Name, MastrKind Kind, int Part, long Bytes, string? Next);

/// <summary>What a bulk export holds (Dokumentation MaStR Gesamtdatenexport 25.2): a zip of files, a kind in one file or in numbered ones.</summary>
sealed partial class ExportZip : IDisposable
{
    /// <summary>A zip with all of these is a whole export; any other is a part of one.</summary>
    static readonly string[] Essential = ["EinheitenSolar", "EinheitenWind", "EinheitenStromSpeicher", "Marktakteure", "Lokationen", "Katalogwerte"];

    readonly FileStream _file;
    readonly ZipArchive _zip;

    /// <exception cref="MastrException">There is no such file, or it is no zip.</exception>
    public ExportZip(string path, string name)
    {
        try
        {
            _file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MastrException(MastrError.FileInvalid, name, $"'{name}' cannot be opened ({e.Message.TrimEnd('.')}): give the path of the export's zip as the backend sees it.");
        }

        try
        {
            _zip = new(_file, ZipArchiveMode.Read);
            Members = [.. ReadMembers(_zip)];
            Strangers = [.. _zip.Entries.Where(entry => entry.Name.Length > 0 && KindOf(entry.Name) is null).Select(entry => entry.FullName)];
        }
        catch (InvalidDataException)
        {
            _file.Dispose();
            throw new MastrException(
                MastrError.FileInvalid, name, "The file is not a zip: give the MaStR's Gesamtdatenexport_….zip as it was downloaded; if it was, the download was cut.");
        }

        Fingerprint = FingerprintOf(_zip);
        IsWhole = Essential.All(kind => Members.Any(member => member.Kind.Name == kind));
        ExportDate = DateIn(name) ?? _zip.Entries.Select(entry => (DateOnly?)DateOnly.FromDateTime(entry.LastWriteTime.UtcDateTime)).Max();
    }

    /// <summary>The files of known kinds.</summary>
    public IReadOnlyList<ExportMember> Members { get; }

    /// <summary>Files of kinds that are not known.</summary>
    public IReadOnlyList<string> Strangers { get; }

    /// <summary>Of names, sizes and checksums of all files.</summary>
    public byte[] Fingerprint { get; }

    public bool IsWhole { get; }

    /// <summary>The day (UTC) on which the register made it: from its name, else from its newest file.</summary>
    public DateOnly? ExportDate { get; }

    public RecordReader Open(ExportMember member) => new(_zip.GetEntry(member.Name)!, member.Kind);

    /// <summary>A file's first record as JSON; nothing if it has none.</summary>
    public byte[] FirstRecord(string name)
    {
        try
        {
            using var reader = new RecordReader(_zip.GetEntry(name)!, KindOf(Path.GetFileName(name))!);
            return reader.Read() ? reader.Record.Json.Written.ToArray() : [];
        }
        catch (ExportDamage)
        {
            // Said when that file is loaded.
            return [];
        }
    }

    public void Dispose()
    {
        _zip.Dispose();
        _file.Dispose();
    }

    static IEnumerable<ExportMember> ReadMembers(ZipArchive zip)
    {
        var files = zip.Entries
            .Select(entry => (Entry: entry, Kind: KindOf(entry.Name), Part: PartOf(entry.Name)))
            .Where(file => file.Kind is not null)
            .OrderBy(file => file.Kind!.Id).ThenBy(file => file.Part)
            .ToArray();
        for (var i = 0; i < files.Length; i++)
        {
            var (entry, kind, part) = files[i];
            var next = i + 1 < files.Length && files[i + 1].Kind == kind ? files[i + 1].Entry.FullName : null;
            yield return new(entry.FullName, IsRolesOfBefore(entry, kind!) ? MastrKinds.Get("MarktakteureUndRollen") : kind!, part, entry.Length, next);
        }
    }

    /// <summary>Up to release 25.1 Marktrollen.xml was what is MarktakteureUndRollen.xml since.</summary>
    static bool IsRolesOfBefore(ZipArchiveEntry entry, MastrKind kind)
    {
        if (kind.Name != "Marktrollen")
        {
            return false;
        }

        try
        {
            using var reader = new RecordReader(entry, kind);
            return reader.Read() && reader.ElementsSeen.Contains("MarktakteurMastrNummer", StringComparer.OrdinalIgnoreCase);
        }
        catch (ExportDamage)
        {
            // Said when the file is loaded.
            return false;
        }
    }

    static MastrKind? KindOf(string name) => FileName.Match(name) is { Success: true } match ? MastrKinds.Find(match.Groups["kind"].Value) : null;

    static int PartOf(string name) =>
        int.TryParse(FileName.Match(name).Groups["part"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var part) ? part : 0;

    static DateOnly? DateIn(string name) =>
        DateOnly.TryParseExact(ExportName.Match(name).Groups["date"].Value, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    static byte[] FingerprintOf(ZipArchive zip)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> numbers = stackalloc byte[12];
        foreach (var entry in zip.Entries)
        {
            BinaryPrimitives.WriteInt64BigEndian(numbers, entry.Length);
            BinaryPrimitives.WriteUInt32BigEndian(numbers[8..], entry.Crc32);
            hash.AppendData(Encoding.UTF8.GetBytes(entry.FullName + "\n"));
            hash.AppendData(numbers);
        }

        return hash.GetHashAndReset();
    }

    [GeneratedRegex(@"^(?<kind>[A-Za-z]+)(_(?<part>[0-9]{1,9}))?\.xml$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    static partial Regex FileName { get; }

    [GeneratedRegex(@"Gesamtdatenexport_(?<date>[0-9]{8})", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    static partial Regex ExportName { get; }
}
