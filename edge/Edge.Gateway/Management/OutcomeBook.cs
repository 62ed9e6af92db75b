using System.Text.Json;
using Google.Protobuf;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Edge.Gateway.Management;

/// <summary>A command and what came of it.</summary>
/// <param name="Pending">Of one that is under way: what it is ("restart", "configuration", "update"); else empty.</param>
/// <param name="Result">A serialised BoxCommandResult.</param>
public sealed record KeptOutcome(string CommandId, string Pending, byte[] Result);

/// <summary>
/// What came of the last commands, on the disk: a command that is sent again, also after a restart, is not carried out again but answered with the same.
/// </summary>
public sealed class OutcomeBook
{
    const int Most = 32;

    readonly string _path;
    readonly Lock _lock = new();
    readonly List<KeptOutcome> _kept;

    public OutcomeBook(string path)
    {
        _path = path;
        _kept = Load(path);
    }

    /// <summary>The commands that are under way.</summary>
    public IReadOnlyList<KeptOutcome> Pending
    {
        get
        {
            lock (_lock)
            {
                return [.. _kept.Where(k => k.Pending.Length > 0)];
            }
        }
    }

    public BoxCommandResult? Find(string commandId)
    {
        lock (_lock)
        {
            return _kept.FirstOrDefault(k => k.CommandId == commandId) is { } found ? BoxCommandResult.Parser.ParseFrom(found.Result) : null;
        }
    }

    /// <summary>Writes down that a command is under way: from here on it is not begun again.</summary>
    /// <exception cref="IOException">It cannot be written: then it is not to be begun.</exception>
    public BoxCommandResult Begin(string commandId, string what, string detail) =>
        Keep(new() { CommandId = commandId, Progress = new() { Detail = detail } }, what);

    /// <summary>Writes down what came of a command; the last word on it stays.</summary>
    public BoxCommandResult Keep(BoxCommandResult result) => Keep(result, "");

    BoxCommandResult Keep(BoxCommandResult result, string pending)
    {
        ArgumentNullException.ThrowIfNull(result);
        lock (_lock)
        {
            _kept.RemoveAll(k => k.CommandId == result.CommandId);
            _kept.Add(new(result.CommandId, pending, result.ToByteArray()));
            if (_kept.Count > Most)
            {
                _kept.RemoveAt(0);
            }

            AtomicFile.Write(_path, JsonSerializer.SerializeToUtf8Bytes(_kept, ManagementJson.Default.ListKeptOutcome));
        }

        return result;
    }

    /// <summary>A book that cannot be read is begun anew: at worst a command is carried out again.</summary>
    static List<KeptOutcome> Load(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), ManagementJson.Default.ListKeptOutcome) ?? [] : [];
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
