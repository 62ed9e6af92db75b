using Grpc.Core;
using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Tests.Jobs;

public sealed class JobsCallTests(RunningSystem system)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    JobsService.JobsServiceClient Jobs => new(system.As("Operator"));

    [Fact]
    public async Task A_job_is_started_once_watched_to_its_end_and_found_afterwards()
    {
        var request = new StartJobRequest { RequestId = Guid.NewGuid().ToString(), Kind = "upkeep" };
        var started = (await Jobs.StartJobAsync(request, cancellationToken: Cancellation)).Job;
        Assert.Equal(started.JobId, (await Jobs.StartJobAsync(request, cancellationToken: Cancellation)).Job.JobId);

        using var watch = new JobsService.JobsServiceClient(system.As("Auditor")).WatchJob(new() { JobId = started.JobId }, cancellationToken: Cancellation);
        var seen = await watch.ResponseStream.ReadAllAsync(Cancellation).ToListAsync(Cancellation);
        var ended = seen[^1].Job;

        Assert.Equal((JobState.Succeeded, "Operator", "{}"), (ended.State, ended.StartedBy, ended.Arguments));
        Assert.StartsWith("Partitions of readings are made ahead", ended.Result, StringComparison.Ordinal);
        Assert.Equal(ended, (await Jobs.GetJobAsync(new() { JobId = started.JobId }, cancellationToken: Cancellation)).Job);
        Assert.Contains((await Jobs.ListJobsAsync(new() { Kind = "upkeep", States = { JobState.Succeeded } }, cancellationToken: Cancellation)).Jobs, job => job.JobId == started.JobId);
        Assert.Equal(JobState.Succeeded, (await Jobs.CancelJobAsync(new() { JobId = started.JobId }, cancellationToken: Cancellation)).Job.State);
    }

    [Theory]
    [InlineData("upkeeping", "", "There is no job of the kind 'upkeeping'; there are ")]
    [InlineData("upkeep", "[1]", "arguments must be a JSON object")]
    [InlineData("upkeep", "{", "arguments is no JSON")]
    public async Task What_cannot_be_started_is_refused_with_the_reason(string kind, string arguments, string message)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await Jobs.StartJobAsync(
            new() { RequestId = Guid.NewGuid().ToString(), Kind = kind, Arguments = arguments }, cancellationToken: Cancellation));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Contains(message, refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_is_not_there_is_not_found()
    {
        var id = Guid.NewGuid().ToString();
        using var watch = Jobs.WatchJob(new() { JobId = id }, cancellationToken: Cancellation);
        RpcException[] refused =
        [
            await Assert.ThrowsAsync<RpcException>(async () => await Jobs.GetJobAsync(new() { JobId = id }, cancellationToken: Cancellation)),
            await Assert.ThrowsAsync<RpcException>(async () => await Jobs.CancelJobAsync(new() { JobId = id }, cancellationToken: Cancellation)),
            await Assert.ThrowsAsync<RpcException>(async () => await Jobs.GetJobLogAsync(new() { JobId = id }, cancellationToken: Cancellation)),
            await Assert.ThrowsAsync<RpcException>(async () => await watch.ResponseStream.MoveNext(Cancellation)),
        ];
        Assert.All(refused, e => Assert.Equal(StatusCode.NotFound, e.StatusCode));
    }

    [Fact]
    public async Task What_closes_and_settles_by_itself_is_seen_as_runs_with_their_log()
    {
        foreach (var kind in (string[])["gate-closures", "secondary-closures", "settlement-runs"])
        {
            var runs = await Waiting.ForAsync(
                $"a run of {kind} that did something",
                async () => (await Jobs.ListJobsAsync(new() { Kind = kind, States = { JobState.Succeeded } }, cancellationToken: Cancellation)).Jobs,
                jobs => jobs.Any(job => job.LogLines > 0),
                Cancellation);
            var run = runs.First(job => job.LogLines > 0);
            var log = await Jobs.GetJobLogAsync(new() { JobId = run.JobId }, cancellationToken: Cancellation);
            Assert.Equal(run.LogLines, log.Lines.Count);
            Assert.All(log.Lines, line => Assert.EndsWith(".", line.Message, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Schedules_say_when_they_fire_next_and_what_they_started_last()
    {
        var answer = await Waiting.ForAsync(
            "a gate closure by schedule",
            async () => await Jobs.ListSchedulesAsync(new(), cancellationToken: Cancellation),
            schedules => schedules.Schedules.Any(schedule => schedule is { Name: "gate-closures", Last.State: JobState.Succeeded }),
            Cancellation);
        var gates = answer.Schedules.Single(schedule => schedule.Name == "gate-closures");

        Assert.Equal("schedule gate-closures", gates.Last.StartedBy);
        Assert.Equal((0L, 0L), (gates.Last.DueAt.Seconds % 900, gates.NextAt.Seconds % 900));
        Assert.True(gates.NextAt > gates.Last.DueAt);
        Assert.Equal((false, true), (answer.Schedules.Single(schedule => schedule.Name == "data-requests").Enabled, answer.Kinds.Contains("data-requests")));

        // 02:40 in Berlin is 00:40 UTC in summer.
        Assert.Equal(40 * 60, answer.Schedules.Single(schedule => schedule.Name == "upkeep").NextAt.Seconds % 86_400);
    }

    [Fact]
    public async Task Runs_come_in_pages()
    {
        await Waiting.ForAsync(
            "some runs",
            async () => (await Jobs.ListJobsAsync(new(), cancellationToken: Cancellation)).Jobs.Count,
            count => count >= 4,
            Cancellation);
        var first = await Jobs.ListJobsAsync(new() { PageSize = 2 }, cancellationToken: Cancellation);
        var second = await Jobs.ListJobsAsync(new() { PageSize = 2, PageToken = first.NextPageToken }, cancellationToken: Cancellation);

        Assert.Equal(4, first.Jobs.Concat(second.Jobs).Select(job => job.JobId).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal([.. first.Jobs.Concat(second.Jobs).OrderByDescending(job => job.RequestedAt.ToDateTimeOffset())], first.Jobs.Concat(second.Jobs));
    }
}
