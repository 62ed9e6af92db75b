using System.Text.Json;
using LocalEnergyMarket.Edge.Gateway.Management.Trials;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Edge.Gateway.Management.Configuring;

/// <summary>
/// A configuration on trial. On the disk are, beside the file: the file of before (<c>.before</c>) and a note (<c>.trial</c>). The note is written before the file is replaced, and
/// says by revisions which file is which, so that it is clear after a power cut at any point how far it had come.
/// </summary>
sealed class ConfigurationTrial : Trial
{
    readonly string _path;
    ConfigurationNote _note;

    ConfigurationTrial(string path, ConfigurationNote note) => (_path, _note) = (path, note);

    public override string CommandId => _note.CommandId;

    public override string What => $"The configuration {_note.After}";

    public override TimeSpan Patience => TimeSpan.FromSeconds(_note.PatienceSeconds);

    public override IReadOnlyList<uint> Meters => _note.Meters;

    /// <summary>Puts a new file in the place of the old one, on trial. The box is to be restarted then.</summary>
    /// <param name="step">Told before each step is done, for tests that interrupt it.</param>
    public static void Begin(string path, ReadOnlySpan<byte> content, string commandId, TimeSpan patience, IReadOnlyList<uint> meters, Action<string>? step = null)
    {
        var before = File.ReadAllBytes(path);
        step?.Invoke("before");
        AtomicFile.Write(BeforeOf(path), before);
        step?.Invoke("note");
        Note(path, new(commandId, Installation.RevisionOf(before), Installation.RevisionOf(content), (int)patience.TotalSeconds, meters, 0, ""));
        step?.Invoke("file");
        AtomicFile.Write(path, content);
        step?.Invoke("done");
    }

    /// <summary>First of all at each start: counts the starts of a trial, ends one that was started too often or was interrupted.</summary>
    /// <param name="keep">Writes down what came of a command, before its trial is forgotten.</param>
    /// <returns>The trial, if one goes on.</returns>
    public static ConfigurationTrial? AtStart(string path, Action<BoxCommandResult> keep)
    {
        if (Load(path) is not { } note)
        {
            return null;
        }

        var trial = new ConfigurationTrial(path, note);
        if (note.GivenUp.Length > 0)
        {
            trial.Revert(note.GivenUp, keep);
            return null;
        }

        var current = File.Exists(path) ? Installation.RevisionOf(File.ReadAllBytes(path)) : "";
        if (current != note.After)
        {
            keep(NotDone(note.CommandId, current == note.Before
                ? "The box was interrupted before the new configuration was in place. Order it again."
                : "The configuration file was changed on site meanwhile, and is left as it is there."));
            trial.Forget();
            return null;
        }

        if (note.Starts >= MostStarts)
        {
            trial.Revert($"the box was started {MostStarts} times with it and did not become well.", keep);
            return null;
        }

        trial.Note(note with { Starts = note.Starts + 1 });
        return trial;
    }

    public override void Confirm(Action<BoxCommandResult> keep)
    {
        keep(new() { CommandId = CommandId, Configuration = new() { Revision = _note.After } });
        Forget();
    }

    public override void Revert(string reason, Action<BoxCommandResult> keep)
    {
        Note(_note with { GivenUp = reason });
        AtomicFile.Write(_path, File.ReadAllBytes(BeforeOf(_path)));
        keep(RolledBack(CommandId, reason));
        Forget();
    }

    void Note(ConfigurationNote note)
    {
        Note(_path, note);
        _note = note;
    }

    static void Note(string path, ConfigurationNote note) => AtomicFile.Write(NoteOf(path), JsonSerializer.SerializeToUtf8Bytes(note, ManagementJson.Default.ConfigurationNote));

    /// <summary>The file of before stays, for a technician.</summary>
    void Forget() => AtomicFile.Delete(NoteOf(_path));

    static ConfigurationNote? Load(string path)
    {
        try
        {
            return File.Exists(NoteOf(path)) ? JsonSerializer.Deserialize(File.ReadAllBytes(NoteOf(path)), ManagementJson.Default.ConfigurationNote) : null;
        }
        catch (JsonException)
        {
            // It is replaced whole: whoever damaged it was not the box. Without it there is no trial.
            return null;
        }
    }

    static string NoteOf(string path) => Installation.Beside(path, ".trial");

    static string BeforeOf(string path) => Installation.Beside(path, ".before");
}
