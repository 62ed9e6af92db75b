using System.CommandLine;
using LocalEnergyMarket.Client;
using LocalEnergyMarket.Client.Errors;
using LocalEnergyMarket.Client.Trust;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Jobs.Command;

/// <summary>
/// <c>job</c>: starts, watches, lists and cancels jobs of a running backend, as a caller like any other. The exit status is 0 if it was done (of a run that is watched: if it
/// succeeded), 1 if the run failed or was cancelled, 2 if the backend could not be asked or refused.
/// </summary>
static class JobCommand
{
    static readonly Option<string> Address = new("--address") { Description = "The backend, for example https://localhost:8443.", Required = true, Recursive = true };
    static readonly Option<string> CaFile = new("--ca-file") { Description = "PEM file: the authority of the backend's certificate.", Required = true, Recursive = true };
    static readonly Option<string> TokenFile = new("--token-file") { Description = "A file with the caller's token.", Required = true, Recursive = true };

    public static System.CommandLine.Command Build()
    {
        var kind = new Argument<string>("KIND") { Description = "What to start; 'job schedules' lists all kinds." };
        var id = new Argument<string>("ID") { Description = "A run." };
        var arguments = new Option<string>("--arguments") { Description = "A JSON object that the kind understands.", DefaultValueFactory = _ => "" };
        var watch = new Option<bool>("--watch") { Description = "Shows progress and log until the run has ended." };
        var only = new Option<string>("--kind") { Description = "Only runs of this kind.", DefaultValueFactory = _ => "" };
        var count = new Option<int>("--count") { Description = "At most so many, the newest.", DefaultValueFactory = _ => 20 };

        var start = new System.CommandLine.Command("start", "Starts a job.") { kind, arguments, watch };
        start.SetAction((result, cancellation) => AskAsync(result, async jobs =>
        {
            var request = new StartJobRequest { RequestId = Guid.NewGuid().ToString(), Kind = result.GetRequiredValue(kind), Arguments = result.GetRequiredValue(arguments) };
            var job = (await jobs.StartJobAsync(request, cancellationToken: cancellation)).Job;
            Console.Out.WriteLine(JobText.Line(job));
            return result.GetValue(watch) ? await WatchAsync(jobs, job.JobId, cancellation) : 0;
        }));
        var watching = new System.CommandLine.Command("watch", "Shows progress and log of a run until it has ended.") { id };
        watching.SetAction((result, cancellation) => AskAsync(result, jobs => WatchAsync(jobs, result.GetRequiredValue(id), cancellation)));
        var cancel = new System.CommandLine.Command("cancel", "Asks a run to stop.") { id };
        cancel.SetAction((result, cancellation) => AskAsync(result, async jobs =>
        {
            Console.Out.WriteLine(JobText.Line((await jobs.CancelJobAsync(new() { JobId = result.GetRequiredValue(id) }, cancellationToken: cancellation)).Job));
            return 0;
        }));
        var list = new System.CommandLine.Command("list", "What ran when and how it ended, the newest first.") { only, count };
        list.SetAction((result, cancellation) => AskAsync(result, async jobs =>
        {
            var answer = await jobs.ListJobsAsync(new() { Kind = result.GetRequiredValue(only), PageSize = result.GetRequiredValue(count) }, cancellationToken: cancellation);
            foreach (var job in answer.Jobs)
            {
                Console.Out.WriteLine(JobText.Line(job));
            }

            return 0;
        }));
        var schedules = new System.CommandLine.Command("schedules", "What starts by itself and when, and all kinds of jobs.");
        schedules.SetAction((result, cancellation) => AskAsync(result, async jobs =>
        {
            var answer = await jobs.ListSchedulesAsync(new(), cancellationToken: cancellation);
            foreach (var schedule in answer.Schedules)
            {
                Console.Out.WriteLine(JobText.Line(schedule));
            }

            Console.Out.WriteLine($"kinds: {string.Join(", ", answer.Kinds)}");
            return 0;
        }));
        return new("job", "Starts, watches, lists and cancels jobs of a running backend.") { Address, CaFile, TokenFile, start, watching, cancel, list, schedules };
    }

    static async Task<int> WatchAsync(JobsService.JobsServiceClient jobs, string id, CancellationToken cancellation)
    {
        using var call = jobs.WatchJob(new() { JobId = id }, cancellationToken: cancellation);
        var last = new Job();
        var progress = "";
        while (await call.ResponseStream.MoveNext(cancellation))
        {
            last = call.ResponseStream.Current.Job;
            foreach (var line in call.ResponseStream.Current.Lines)
            {
                Console.Out.WriteLine(JobText.Line(line));
            }

            if (JobText.Progress(last) is { Length: > 0 } now && now != progress)
            {
                Console.Out.WriteLine(progress = now);
            }
        }

        Console.Out.WriteLine(JobText.Line(last));
        return last.State == JobState.Succeeded ? 0 : 1;
    }

    static async Task<int> AskAsync(ParseResult result, Func<JobsService.JobsServiceClient, Task<int>> ask)
    {
        try
        {
            using var client = LemClient.Connect(new()
            {
                Addresses = [new Uri(result.GetRequiredValue(Address))],
                Authorities = TrustedAuthorities.FromPemFiles(result.GetRequiredValue(CaFile)),
                Token = (await File.ReadAllTextAsync(result.GetRequiredValue(TokenFile))).Trim(),
            });
            return await ask(client.Jobs);
        }
        catch (Exception e) when (e is LemException or LemOptionsException or Grpc.Core.RpcException or IOException or UnauthorizedAccessException or UriFormatException)
        {
            await Console.Error.WriteLineAsync($"job: {(e is Grpc.Core.RpcException call ? call.Status.Detail : e.Message).ReplaceLineEndings(" ")}");
            return 2;
        }
    }
}
