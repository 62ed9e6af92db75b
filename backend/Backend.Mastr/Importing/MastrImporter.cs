using System.Collections.Concurrent;
using LocalEnergyMarket.Backend.Mastr.Export;
using LocalEnergyMarket.Backend.Mastr.Kinds;
using LocalEnergyMarket.Backend.Store;

namespace LocalEnergyMarket.Backend.Mastr.Importing;

/// <summary>How many files of an export are loaded side by side, each on a connection of its own.</summary>
public sealed record MastrImportOptions(int Writers = 2);

/// <summary>
/// Fills the copy of the Marktstammdatenregister from a bulk export, whole or not at all: file after file into a state of its own, which takes
/// the place of the one that is read when all is there. An import that was interrupted goes on at the file where it stopped when the same zip is given again.
/// </summary>
public sealed class MastrImporter(IDocumentStore store, MastrImportOptions options)
{
    const int MostWarnings = 500;

    /// <param name="path">Where the zip is.</param>
    /// <param name="name">What it is called: the day of the export stands in its name.</param>
    /// <param name="run">The run of the job, so that a run that is done is not done again.</param>
    /// <param name="watch">Told how it goes.</param>
    /// <param name="cancellation">Interrupts it; what is loaded stays for the next time.</param>
    /// <exception cref="MastrException">The zip cannot be read, or another import is running; what is read stays as it was.</exception>
    public async Task<MastrImportReport> RunAsync(string path, string name, Guid? run, IImportWatch watch, CancellationToken cancellation)
    {
        var generations = new ImportGeneration(store);
        if (run is { } id && await generations.ReportAsync(id, cancellation) is { } done)
        {
            return done;
        }

        using var zip = new ExportZip(path, name);
        await using var alone = await ImportLock.TakeAsync(store, cancellation);
        await generations.SweepAsync(cancellation);
        var generation = await generations.BeginAsync(zip, name, run, cancellation);
        var resumed = await generations.LoadedAsync(generation, cancellation);
        try
        {
            await LoadAsync(zip, path, name, generation, resumed, watch, cancellation);
            var loaded = await generations.LoadedAsync(generation, cancellation);
            return await FinishAsync(zip, generation, loaded, resumed.Count, watch, cancellation);
        }
        catch (MastrException e) when (e.Error == MastrError.FileInvalid)
        {
            await generations.AbandonAsync(generation, CancellationToken.None);
            throw;
        }
        finally
        {
            await generations.SweepAsync(CancellationToken.None);
        }
    }

    /// <summary>What a run of the job took; null if it has not finished.</summary>
    public Task<MastrImportReport?> ReportAsync(Guid run, CancellationToken cancellation) => new ImportGeneration(store).ReportAsync(run, cancellation);

    async Task LoadAsync(
        ExportZip zip, string path, string name, int generation, IReadOnlyList<LoadedMember> resumed, IImportWatch watch, CancellationToken cancellation)
    {
        var done = resumed.Select(member => member.Name).ToHashSet(StringComparer.Ordinal);

        // The largest first: the writers end at about the same time.
        var waiting = new ConcurrentQueue<ExportMember>(zip.Members.Where(member => !done.Contains(member.Name)).OrderByDescending(member => member.Bytes));
        var progress = new ImportProgress(zip.Members.Sum(member => member.Bytes), zip.Members.Where(member => done.Contains(member.Name)).Sum(member => member.Bytes));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var writers = Enumerable.Range(0, Math.Min(options.Writers, Math.Max(waiting.Count, 1))).Select(_ => WriteAsync()).ToList();
        var all = Task.WhenAll(writers);
        while (await Task.WhenAny(all, ImportProgress.NextAsync(stop.Token)) != all)
        {
            var (bytes, stage) = progress.Now;
            await watch.ProgressAsync(bytes, progress.Total, stage, cancellation);
        }

        await all;

        async Task WriteAsync()
        {
            try
            {
                // A zip is read by one at a time.
                using var own = new ExportZip(path, name);
                while (waiting.TryDequeue(out var member))
                {
                    await new MemberLoad(store, generation, own, member, bytes => progress.Say(member, bytes)).RunAsync(stop.Token);
                    progress.Done(member);
                }
            }
            catch
            {
                await stop.CancelAsync();
                throw;
            }
        }
    }

    async Task<MastrImportReport> FinishAsync(
        ExportZip zip, int generation, IReadOnlyList<LoadedMember> loaded, int resumed, IImportWatch watch, CancellationToken cancellation)
    {
        var counts = loaded.GroupBy(member => member.Kind).ToDictionary(group => group.Key, group => group.Sum(member => member.Items - member.Repeated));
        if (counts.Where(count => count.Key.IsUnit).Sum(count => count.Value) == 0)
        {
            throw new MastrException(
                MastrError.FileInvalid, "", "The zip holds no units (no file EinheitenSolar…, EinheitenWind…, … with an item): is it the MaStR's bulk export?");
        }

        var total = zip.Members.Sum(member => member.Bytes);
        var warnings = new List<string>(loaded.SelectMany(member => member.Warnings));
        warnings.AddRange(zip.Strangers.Select(file => $"{file}: files of this kind are not known; it was passed over."));
        var finish = new GenerationFinish(store, generation);
        var replaces = zip.IsWhole || !await HasCurrentAsync(cancellation);
        if (replaces)
        {
            await watch.ProgressAsync(total, total, "indexes", cancellation);
            var doubled = await finish.IndexAsync(cancellation);
            await watch.ProgressAsync(total, total, "what the state before must not lose", cancellation);
            var missing = MastrKinds.All.Where(kind => !counts.ContainsKey(kind)).ToList();
            if (await HasCurrentAsync(cancellation))
            {
                var gone = await finish.CarryOverAsync([.. missing, .. loaded.Where(member => member.IsVoid).Select(member => member.Kind)], cancellation);
                if (gone > 0)
                {
                    warnings.Add($"{gone} units that were there before are not in this export: they have left the lists, and are still found by their numbers.");
                }
            }

            await finish.CountAsync(cancellation);
            var report = Report(doubled);
            await finish.SwitchAsync(report, cancellation);
            return report;
        }

        await watch.ProgressAsync(total, total, "adding to what is there", cancellation);
        warnings.Add("The zip is a part of an export: its records were added to what is there, and nothing was taken away.");
        var added = Report(await finish.DropRepeatedAsync(cancellation));
        await finish.MergeAsync(added, cancellation);
        return added;

        MastrImportReport Report(IReadOnlyDictionary<short, long> doubled) => new(
            generation,
            replaces,
            zip.ExportDate,
            counts.ToDictionary(count => count.Key.Name, count => Once(count, doubled), StringComparer.Ordinal),
            counts.Where(count => count.Key.IsUnit).Sum(count => Once(count, doubled)),
            counts.Where(count => count.Key.Class == MastrClass.MarketActor).Sum(count => Once(count, doubled)),
            loaded.Sum(member => member.Repeated) + doubled.Values.Sum(),
            resumed,
            Kept(warnings));
    }

    static long Once(KeyValuePair<MastrKind, long> count, IReadOnlyDictionary<short, long> doubled) => count.Value - doubled.GetValueOrDefault(count.Key.Id);

    static List<string> Kept(List<string> warnings) => warnings.Count <= MostWarnings
        ? warnings
        : [.. warnings.Take(MostWarnings), $"{warnings.Count - MostWarnings} more warnings are not shown."];

    async Task<bool> HasCurrentAsync(CancellationToken cancellation)
    {
        await using var command = store.DataSource.CreateCommand("select exists (select from mastr_generations where state = 'current')");
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
