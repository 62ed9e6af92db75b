using System.Text.Json;
using LocalEnergyMarket.Edge.Gateway.Management.Trials;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Edge.Gateway.Management.Updating;

/// <summary>
/// Software on trial: a note (<c>trial.json</c>) beside the slots, written before the link is switched. What it says and where this process runs from tell after a power cut
/// at any point how far it had come.
/// </summary>
sealed class SoftwareTrial : Trial
{
    readonly Slots _slots;
    SoftwareNote _note;

    SoftwareTrial(Slots slots, SoftwareNote note) => (_slots, _note) = (slots, note);

    public override string CommandId => _note.CommandId;

    public override string What => $"Software {_note.Version}";

    public override TimeSpan Patience => TimeSpan.FromSeconds(_note.PatienceSeconds);

    public override IReadOnlyList<uint> Meters => _note.Meters;

    /// <summary>Makes the other slot the one that is started next, on trial. The box is to be restarted then.</summary>
    /// <param name="step">Told before each step is done, for tests that interrupt it.</param>
    public static void Begin(Slots slots, string version, string commandId, TimeSpan patience, IReadOnlyList<uint> meters, Action<string>? step = null)
    {
        step?.Invoke("note");
        Note(slots, new(commandId, version, slots.Current, slots.Other, (int)patience.TotalSeconds, meters, 0, ""));
        step?.Invoke("switch");
        slots.Switch(slots.Other);
        step?.Invoke("done");
    }

    /// <summary>First of all at each start: counts the starts of a trial, ends one that was started too often or was interrupted.</summary>
    /// <param name="keep">Writes down what came of a command, before its trial is forgotten.</param>
    /// <returns>The trial, if one goes on.</returns>
    /// <exception cref="RestartException">The other slot is to run.</exception>
    public static SoftwareTrial? AtStart(Slots slots, Action<BoxCommandResult> keep)
    {
        if (Load(slots) is not { } note)
        {
            return null;
        }

        var trial = new SoftwareTrial(slots, note);
        if (slots.Current == note.From)
        {
            // Either it was given up, or never begun. The link says so already, unless the power was cut just before it was switched back.
            if (!slots.IsLinked(note.From))
            {
                slots.Switch(note.From);
            }

            keep(note.GivenUp.Length > 0 ? RolledBack(note.CommandId, note.GivenUp) : NotDone(note.CommandId, "The box was interrupted before the new software was in place. Order it again."));
            trial.Forget();
            return null;
        }

        if (slots.Current != note.To)
        {
            keep(NotDone(note.CommandId, "The software was replaced on site meanwhile, and is left as it is there."));
            trial.Forget();
            return null;
        }

        if (note.GivenUp.Length > 0 || note.Starts >= MostStarts)
        {
            var reason = note.GivenUp.Length > 0 ? note.GivenUp : $"the box was started {MostStarts} times with it and did not become well.";
            trial.Revert(reason, keep);
            throw new RestartException($"software {note.Version} is undone: {reason}");
        }

        trial.Note(note with { Starts = note.Starts + 1 });
        return trial;
    }

    public override void Confirm(Action<BoxCommandResult> keep)
    {
        keep(new() { CommandId = CommandId, Update = new() { Version = _note.Version, Slot = _note.To } });
        Forget();
    }

    /// <summary>What came of the command is written down by the software of before, once it runs again.</summary>
    public override void Revert(string reason, Action<BoxCommandResult> keep)
    {
        Note(_note with { GivenUp = reason });
        _slots.Switch(_note.From);
    }

    void Note(SoftwareNote note)
    {
        Note(_slots, note);
        _note = note;
    }

    void Forget() => AtomicFile.Delete(PathOf(_slots));

    static void Note(Slots slots, SoftwareNote note) => AtomicFile.Write(PathOf(slots), JsonSerializer.SerializeToUtf8Bytes(note, ManagementJson.Default.SoftwareNote));

    static SoftwareNote? Load(Slots slots)
    {
        try
        {
            return File.Exists(PathOf(slots)) ? JsonSerializer.Deserialize(File.ReadAllBytes(PathOf(slots)), ManagementJson.Default.SoftwareNote) : null;
        }
        catch (JsonException)
        {
            // It is replaced whole: whoever damaged it was not the box. Without it there is no trial.
            return null;
        }
    }

    static string PathOf(Slots slots) => slots.In("trial.json");
}
