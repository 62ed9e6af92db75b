using System.Globalization;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Edge.Gateway.Polling;
using LocalEnergyMarket.Edge.Identity;
using LocalEnergyMarket.Edge.Provisioning.Problems;
using LocalEnergyMarket.Hardware.Meters;
using LocalEnergyMarket.Protos.Wire.Readings;

namespace LocalEnergyMarket.Edge.Provisioning.Steps;

/// <summary>End to end: reads every meter, signs the values with the TPM, and waits until the backend has stored them.</summary>
static class CheckStep
{
    public static async Task RunAsync(Work work, CancellationToken cancellationToken)
    {
        var options = work.Options();
        using var key = await TpmStep.OpenAsync(work, options.Tpm, create: false, cancellationToken);
        if (options.Meters.Count == 0)
        {
            throw new ProblemException(ProblemId.MetersMissing, work.Config);
        }

        var identity = Identity(work, options, key);
        if (identity is null)
        {
            await MetersStep.TestAsync(work, null, cancellationToken);
            return;
        }

        var access = Work.Access(options);
        var arrived = await ArrivedAsync(work, options, access, identity, key, cancellationToken);
        await ChainStep.RunAsync(work, options, access, identity, key, cancellationToken);
        foreach (var meter in options.Meters.Where(meter => !work.Progress().IsDone($"link:{meter.Serial}")))
        {
            work.Output.Note(
                "link", work.Say("Verknüpfung", "Link"), work.Say($"{meter.Serial}: hier wurde noch keine Einheit angegeben ('link')", $"{meter.Serial}: no unit was given here yet ('link')"),
                new() { ["serial"] = meter.Serial, ["linked"] = false });
        }

        if (work.Output.ExitCode == 0)
        {
            work.Progress().Done("check", arrived);
        }
    }

    static BoxIdentity? Identity(Work work, BoxOptions options, BoxKey key)
    {
        var title = work.Say("Identität", "Identity");
        var identity = Work.FindIdentity(options);
        if (identity is null)
        {
            work.Output.Failed("identity", title, new(ProblemId.NotEnrolled, options.IdentityFile));
        }
        else if (identity.PublicKey != key.PublicKeyHex)
        {
            work.Output.Failed("identity", title, new(ProblemId.KeyOther, identity.BoxId));
            identity = null;
        }
        else
        {
            work.Output.Done("identity", title, $"{identity.BoxId} ({identity.ChainAccount})", new() { ["boxId"] = identity.BoxId, ["chainAccount"] = identity.ChainAccount });
        }

        return identity;
    }

    static async Task<JsonObject> ArrivedAsync(Work work, BoxOptions options, BackendAccess access, BoxIdentity identity, BoxKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await DeliverAsync(work, options, access, identity, key, cancellationToken);
        }
        catch (ProblemException e) when (e.Id == ProblemId.DaemonRuns)
        {
            try
            {
                return await ServiceCheck.RunAsync(work, options, identity, cancellationToken);
            }
            catch (ProblemException failure)
            {
                work.Output.Failed("backend", "Backend", failure);
                return [];
            }
        }
    }

    static async Task<JsonObject> DeliverAsync(Work work, BoxOptions options, BackendAccess access, BoxIdentity identity, BoxKey key, CancellationToken cancellationToken)
    {
        var title = "Backend";
        await using var meters = MetersStep.Open(options);
        using var journal = Open(options);
        var read = await ReadAsync(work, options, meters, journal, cancellationToken);
        try
        {
            var (backend, sequence) = await Delivery.RunAsync(options, access, identity, key, journal, cancellationToken);
            var arrived = new JsonArray();
            foreach (var (meter, readings) in read)
            {
                var data = MeterReadout.Data(meter);
                (data["time"], data["sequence"]) = (readings[0].Time.ToString("O", CultureInfo.InvariantCulture), sequence);
                foreach (var reading in readings)
                {
                    data[MeterReadout.Key((MeterRegister)reading.Register)] = reading.Value;
                }

                work.Output.Done(
                    "arrived", MeterReadout.Title(work, meter),
                    work.Say("angekommen", "arrived") + string.Create(CultureInfo.InvariantCulture, $": {readings[0].Time.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z, ")
                    + string.Join(", ", readings.Select(r => MeterReadout.Text(work.Language, new MeterValue((MeterRegister)r.Register, r.Value, (MeterQuality)r.Quality)))),
                    data);
                arrived.Add(data.DeepClone());
            }

            work.Output.Done(
                "backend", title, work.Say($"{backend} hat Stapel {sequence} geprüft und gespeichert", $"{backend} has checked and stored batch {sequence}"), new() { ["address"] = backend, ["sequence"] = sequence });
            return new() { ["backend"] = backend, ["sequence"] = sequence, ["meters"] = arrived };
        }
        catch (ProblemException e)
        {
            work.Output.Failed("backend", title, e);
            return [];
        }
    }

    /// <summary>Reads all meters into the journal, as the service does.</summary>
    static async Task<List<(PolledMeter Meter, IReadOnlyList<Reading> Readings)>> ReadAsync(
        Work work, BoxOptions options, MeterSet meters, BoxJournal journal, CancellationToken cancellationToken)
    {
        var market = Work.Market(options);
        var read = new List<(PolledMeter, IReadOnlyList<Reading>)>();
        foreach (var meter in meters.Meters)
        {
            try
            {
                var before = market.GetUtcNow();
                var values = await MeterReadout.ReadAsync(meter, cancellationToken);
                var time = ReadingTime.Of(before, market.GetUtcNow(), null);
                var readings = journal.Append([.. values.Where(v => v.Quality != MeterQuality.Missing)
                    .Select(v => new Reading(meter.Serial, meter.Index, (Protos.V1.Register)v.Register, time, v.Value, (Protos.V1.Quality)v.Quality))]);
                var hint = MeterReadout.Hint(work.Language, values);
                work.Output.Done("meter", MeterReadout.Title(work, meter), MeterReadout.Text(work.Language, values) + (hint is null ? "" : $" – {hint}"), MeterReadout.Data(meter, values));
                read.Add((meter, readings));
            }
            catch (ProblemException e)
            {
                work.Output.Failed("meter", MeterReadout.Title(work, meter), e, MeterReadout.Data(meter));
            }
        }

        return read;
    }

    /// <exception cref="ProblemException">The service holds the journal, or it is damaged.</exception>
    public static BoxJournal Open(BoxOptions options)
    {
        try
        {
            return BoxJournal.Open(options.JournalFile, new(options.Journal.MaxBytes));
        }
        catch (JournalException e)
        {
            throw Diagnosis.Of(e);
        }
    }
}
