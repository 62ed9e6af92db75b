using System.Globalization;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Edge.Provisioning.Problems;
using LocalEnergyMarket.Hardware.Tpm;

namespace LocalEnergyMarket.Edge.Provisioning.Steps;

/// <summary>How far a reset goes, and what was confirmed on the command line.</summary>
/// <param name="Yes">It is meant.</param>
/// <param name="DiscardReadings">Values that no backend has may be lost.</param>
/// <param name="All">The configuration goes too: meters and addresses.</param>
sealed record Reset(bool Yes, bool DiscardReadings, bool All);

/// <summary>Deletes what makes the box this customer's box: identity, readings, key, records (EN 303 645, 5.11).</summary>
static class ResetStep
{
    static readonly string[] Records = ["link-*.txt", "exchange-*", "handover-*", "commissioning-*.html"];

    /// <summary>What the box's service keeps beside its configuration: orders and their outcome, its last words, a configuration on trial and the one before (docs/box.md).</summary>
    static readonly string[] Notes = [".orders", ".last-log", ".trial", ".before"];

    public static async Task RunAsync(Work work, Reset reset, CancellationToken cancellationToken)
    {
        var options = work.Options();
        var waiting = Unacknowledged(options);
        if (waiting > 0)
        {
            work.Output.Note(
                "reset", work.Say("Journal", "Journal"),
                string.Create(CultureInfo.InvariantCulture, $"{waiting} {work.Say("Werte und Stapel hat noch kein Backend bestätigt; sie gehen verloren", "values and batches have not been acknowledged by any backend; they would be lost")}"),
                new() { ["unacknowledged"] = waiting });
            if (!reset.DiscardReadings && !(work.Terminal.IsInteractive && work.Terminal.Confirm("Trotzdem löschen?", "Delete them all the same?", "--discard-readings")))
            {
                throw new ProblemException(ProblemId.Unacknowledged, string.Create(CultureInfo.InvariantCulture, $"{waiting}"));
            }
        }

        Confirm(work, reset);
        var deleted = new JsonArray();
        foreach (var file in Files(work, options, reset.All).Where(File.Exists))
        {
            File.Delete(file);
            deleted.Add((JsonNode)file);
        }

        // The key last: after a power cut before it the step is simply repeated.
        using var tpm = new Tpm2(Tpm2Device.Open(options.Tpm));
        try
        {
            await tpm.StartupAsync(cancellationToken);
            if (await tpm.FindPublicAsync(TpmHandle.SigningKey, cancellationToken) is not null)
            {
                await tpm.EvictControlAsync(TpmHandle.SigningKey, TpmHandle.SigningKey, cancellationToken);
                deleted.Add((JsonNode)work.Say("Signaturschlüssel im TPM", "signing key in the TPM"));
            }
        }
        catch (Exception e) when (Diagnosis.Knows(e))
        {
            throw Diagnosis.Of(e);
        }

        work.Output.Done("reset", work.Say("Gelöscht", "Deleted"), deleted.Count == 0 ? work.Say("nichts; es war schon leer", "nothing; it was empty already") : string.Join(", ", deleted), new() { ["deleted"] = deleted.DeepClone() });
    }

    static void Confirm(Work work, Reset reset)
    {
        if (reset.Yes)
        {
            return;
        }

        if (!work.Terminal.IsInteractive
            || !work.Terminal.Confirm("Identität, Journal und Schlüssel dieser Box löschen?", "Delete this box's identity, journal and key?", "--yes")
            || !work.Terminal.Confirm("Das ist nicht rückgängig zu machen. Wirklich?", "This cannot be undone. Really?", "--yes"))
        {
            throw new ProblemException(ProblemId.NotConfirmed, "--yes");
        }
    }

    static long Unacknowledged(BoxOptions options)
    {
        if (!File.Exists(options.JournalFile))
        {
            return 0;
        }

        try
        {
            using var journal = CheckStep.Open(options);
            return journal.Count(BatchState.Waiting) + journal.CountOpen();
        }
        catch (ProblemException e) when (e.Id == ProblemId.JournalDamaged)
        {
            // Nothing can be read of it any more.
            return 0;
        }
    }

    static IEnumerable<string> Files(Work work, BoxOptions options, bool all)
    {
        string[] own = 
        [
            options.JournalFile, options.JournalFile + "-wal", options.JournalFile + "-shm", options.JournalFile + "-reserve", options.IdentityFile, options.IdentityFile + ".new",
            .. options.Control is { } control ? (string[])[control.StateFile] : [], .. Notes.Select(suffix => Path.GetFullPath(work.Config) + suffix),
        ];
        var records = Records.SelectMany(pattern => Directory.EnumerateFiles(work.Folder, pattern));
        return [.. own, .. records, Path.Combine(work.Folder, "provisioning.json"), .. all ? (string[])[work.Config] : []];
    }
}
