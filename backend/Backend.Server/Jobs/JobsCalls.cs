using System.Globalization;
using System.Text.Json;
using Grpc.Core;
using LocalEnergyMarket.Backend.Jobs;
using LocalEnergyMarket.Backend.Jobs.Runs;
using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Backend.Server.Access;
using LocalEnergyMarket.Backend.Server.Jobs.Schedules;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Jobs;

/// <summary>lem.v1.JobsService.</summary>
sealed class JobsCalls(JobDesk desk, JobCatalogue catalogue, ScheduleBook schedules, ScheduleHost host) : JobsService.JobsServiceBase
{
    const int DefaultPage = 50;
    const int LargestPage = 200;
    const int DefaultLines = 200;
    const int MostLines = 1000;

    static readonly TimeSpan WatchPause = TimeSpan.FromMilliseconds(500);

    public override async Task<StartJobResponse> StartJob(StartJobRequest request, ServerCallContext context)
    {
        if (catalogue.Find(request.Kind) is null)
        {
            throw Refusal.Invalid(Reason.JobKindUnknown, $"There is no job of the kind '{request.Kind}'; there are {string.Join(", ", catalogue.Kinds)}.");
        }

        try
        {
            var id = await desk.StartAsync(
                new JobStart(request.Kind, Arguments(request.Arguments), context.Caller().Name, $"call/{Guid.Parse(request.RequestId)}"), context.CancellationToken);
            return new() { Job = (await FindAsync(id, context.CancellationToken)).ToWire() };
        }
        catch (JobException e)
        {
            throw Refusal.Invalid(Reason.JobArgumentsInvalid, e.Message);
        }
    }

    public override async Task<CancelJobResponse> CancelJob(CancelJobRequest request, ServerCallContext context)
    {
        var id = Guid.Parse(request.JobId);
        return new() { Job = (await desk.CancelAsync(id, context.Caller().Name, context.CancellationToken) ?? throw Unknown(id)).ToWire() };
    }

    public override async Task<GetJobResponse> GetJob(GetJobRequest request, ServerCallContext context) =>
        new() { Job = (await FindAsync(Guid.Parse(request.JobId), context.CancellationToken)).ToWire() };

    public override async Task<ListJobsResponse> ListJobs(ListJobsRequest request, ServerCallContext context)
    {
        var size = request.PageSize > 0 ? Math.Min(request.PageSize, LargestPage) : DefaultPage;
        var runs = await desk.ListAsync(
            new(size, request.Kind.Length > 0 ? request.Kind : null, [.. request.States.Select(state => (Backend.Jobs.Runs.JobState)state)], Token(request.PageToken)),
            context.CancellationToken);
        return new()
        {
            Jobs = { runs.Select(JobsWire.ToWire) },
            NextPageToken = runs.Count == size ? runs[^1].Number.ToString(CultureInfo.InvariantCulture) : "",
        };
    }

    public override async Task<GetJobLogResponse> GetJobLog(GetJobLogRequest request, ServerCallContext context)
    {
        var id = Guid.Parse(request.JobId);
        await FindAsync(id, context.CancellationToken);
        var size = request.PageSize > 0 ? Math.Min(request.PageSize, MostLines) : DefaultLines;
        var lines = await desk.LogAsync(id, (int)(Token(request.PageToken) ?? 0), size, context.CancellationToken);
        return new()
        {
            Lines = { lines.Select(JobsWire.ToWire) },
            NextPageToken = lines.Count == size ? lines[^1].Line.ToString(CultureInfo.InvariantCulture) : "",
        };
    }

    public override async Task WatchJob(WatchJobRequest request, IServerStreamWriter<WatchJobResponse> responseStream, ServerCallContext context)
    {
        var id = Guid.Parse(request.JobId);
        var line = request.AfterLine;
        JobInfo? last = null;
        while (true)
        {
            // The run first: what its log has by the time it has ended comes with the message that says so.
            var run = await FindAsync(id, context.CancellationToken);
            var lines = run.LogLines > line ? await desk.LogAsync(id, line, MostLines, context.CancellationToken) : [];
            if (lines.Count > 0 || !run.LooksLike(last))
            {
                await responseStream.WriteAsync(new() { Job = run.ToWire(), Lines = { lines.Select(JobsWire.ToWire) } }, context.CancellationToken);
                (last, line) = (run, lines.Count > 0 ? lines[^1].Line : line);
            }

            if (!run.IsOpen && lines.Count < MostLines)
            {
                return;
            }

            if (lines.Count < MostLines)
            {
                await Task.Delay(WatchPause, context.CancellationToken);
            }
        }
    }

    public override async Task<ListSchedulesResponse> ListSchedules(ListSchedulesRequest request, ServerCallContext context)
    {
        var answer = new ListSchedulesResponse { Kinds = { catalogue.Kinds } };
        foreach (var schedule in schedules.All)
        {
            var last = await desk.ListAsync(new(1, schedule.Kind, StartedBy: schedule.Starter), context.CancellationToken);
            answer.Schedules.Add(schedule.ToWire(await host.NextAsync(schedule, context.CancellationToken), last.FirstOrDefault()));
        }

        return answer;
    }

    async Task<JobInfo> FindAsync(Guid id, CancellationToken cancellation) => await desk.FindAsync(id, cancellation) ?? throw Unknown(id);

    static RefusalException Unknown(Guid id) => Refusal.NotFound(Reason.JobUnknown, "job", $"{id}", $"There is no run {id}; old ones are removed after a time.");

    static JsonElement Arguments(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text.Length == 0 ? "{}" : text);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw Refusal.Invalid(Reason.JobArgumentsInvalid, "arguments must be a JSON object, for example {\"force\": true}.");
        }
        catch (JsonException e)
        {
            throw Refusal.Invalid(Reason.JobArgumentsInvalid, $"arguments is no JSON: {e.Message}");
        }
    }

    static long? Token(string token) => token.Length == 0 ? null
        : long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw Refusal.InvalidField(Reason.PageTokenInvalid, "page_token", "page_token is not one that an answer gave.");
}
