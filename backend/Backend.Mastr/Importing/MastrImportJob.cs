using System.Text.Json;
using LocalEnergyMarket.Backend.Jobs;
using LocalEnergyMarket.Backend.Jobs.Files;

namespace LocalEnergyMarket.Backend.Mastr.Importing;

/// <summary>What an import is started with: one of the three.</summary>
/// <param name="Path">A zip on the server.</param>
/// <param name="File">A zip that was uploaded (<see cref="JobFiles"/>).</param>
/// <param name="Name">What the uploaded zip is called.</param>
/// <param name="Download">Fetch it from the configured address.</param>
public sealed record MastrImportArguments(string? Path = null, Guid? File = null, string? Name = null, bool Download = false);

/// <summary>The job <c>mastr-import</c>: the bulk fill. An interrupted run goes on at the file where it stopped, whichever backend takes it up.</summary>
public sealed class MastrImportJob(MastrImporter importer, MastrDownload download, JobFiles files) : IJob
{
    public const string Name = "mastr-import";

    public string Kind => Name;

    public void Check(JsonElement arguments)
    {
        var given = JobArguments.As<MastrImportArguments>(arguments);
        if ((given.Path is null ? 0 : 1) + (given.File is null ? 0 : 1) + (given.Download ? 1 : 0) != 1)
        {
            throw new JobException("Say what to import: path (a zip on the server), file (the id of an uploaded one), or download: true.");
        }

        if (given.Download)
        {
            download.Check();
        }
    }

    public async Task<string> RunAsync(JobRun run, CancellationToken cancellation)
    {
        var arguments = run.ArgumentsAs<MastrImportArguments>();
        try
        {
            var (path, name) = arguments switch
            {
                { Download: true } => await download.RunAsync(new JobWatch(run), cancellation),
                { File: { } file } => (files.PathOf(file), arguments.Name ?? ""),
                _ => (arguments.Path!, System.IO.Path.GetFileName(arguments.Path!)),
            };
            var report = await importer.RunAsync(path, name, run.Id, new JobWatch(run), cancellation);
            foreach (var warning in report.Warnings)
            {
                await run.LogAsync(JobLogLevel.Warning, warning, cancellation);
            }

            foreach (var (kind, count) in report.Counts.OrderByDescending(count => count.Value))
            {
                await run.LogAsync(JobLogLevel.Information, $"{kind}: {count} records", cancellation);
            }

            Forget(arguments, path);
            return $"{report.Units} units and {report.MarketActors} market actors {(report.IsWhole ? "are the register now" : "were added to the register")}"
                + $"{(report.ExportDate is { } date ? $", as of {date:yyyy-MM-dd}" : "")}{(report.Resumed > 0 ? $"; {report.Resumed} files were loaded before an interruption" : "")}.";
        }
        catch (MastrException refused)
        {
            if (refused.Error == MastrError.FileInvalid && arguments.File is { } file)
            {
                files.Delete(file);
            }

            throw new JobException(refused.Message, refused);
        }
    }

    void Forget(MastrImportArguments arguments, string path)
    {
        if (arguments.File is { } file)
        {
            files.Delete(file);
        }
        else if (arguments.Download)
        {
            File.Delete(path);
        }
    }

    sealed class JobWatch(JobRun run) : IImportWatch
    {
        public Task ProgressAsync(long done, long total, string stage, CancellationToken cancellation) => run.ProgressAsync(done, total, stage, cancellation);
    }
}
