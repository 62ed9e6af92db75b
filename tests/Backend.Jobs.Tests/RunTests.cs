using System.Text.Json;
using LocalEnergyMarket.Backend.Jobs.Runs;

namespace LocalEnergyMarket.Backend.Jobs.Tests;

public sealed class RunTests(Database database)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_says_what_it_does_and_how_it_ended()
    {
        await using var jobs = await database.JobsAsync(new TestJob("greet", async (run, cancellation) =>
        {
            var name = run.ArgumentsAs<Greeting>().Name;
            await run.ProgressAsync(1, 2, "greetings", cancellation);
            await run.LogAsync(JobLogLevel.Information, $"Greeting {name}", cancellation);
            await run.LogAsync(JobLogLevel.Warning, "Half a character \ud800 and a \0", cancellation);
            await run.ProgressAsync(2, 2, "greetings", cancellation);
            return $"Greeted {name}.";
        }));
        await using var runner = jobs.NewRunner();

        var id = await jobs.Desk.StartAsync("greet", new Greeting("Anna"), "a test", Cancellation);
        Assert.Equal(JobState.Waiting, (await jobs.FindAsync(id)).State);
        var run = await jobs.UntilAsync(id, JobState.Succeeded, runner);

        Assert.Equal(("Greeted Anna.", "", 2, 2, "greetings", 1), (run.Result, run.Failure, run.Done, run.Total, run.Stage, run.Warnings));
        Assert.Equal(("a test", "Anna"), (run.StartedBy, run.Arguments.GetProperty("name").GetString()));
        Assert.True(run.RequestedAt <= run.BegunAt && run.BegunAt <= run.EndedAt);
        Assert.Equal(
            [(1, JobLogLevel.Information, "Greeting Anna"), (2, JobLogLevel.Warning, "Half a character \ufffd and a  ")],
            (await jobs.Desk.LogAsync(id, 0, 10, Cancellation)).Select(line => (line.Line, line.Level, line.Message)));
    }

    [Fact]
    public async Task What_a_job_throws_is_why_it_failed()
    {
        await using var jobs = await database.JobsAsync(
            new TestJob("told", (_, _) => throw new JobException("The file is empty; upload it again.")),
            new TestJob("bug", (_, _) => throw new InvalidOperationException("Sequence contains no elements")));
        await using var runner = jobs.NewRunner();

        var told = await jobs.Desk.StartAsync("told", JobArguments.None, "a test", Cancellation);
        var bug = await jobs.Desk.StartAsync("bug", JobArguments.None, "a test", Cancellation);

        Assert.Equal("The file is empty; upload it again.", (await jobs.UntilAsync(told, JobState.Failed, runner)).Failure);
        Assert.Equal("It failed unexpectedly: Sequence contains no elements", (await jobs.UntilAsync(bug, JobState.Failed, runner)).Failure);
    }

    [Fact]
    public async Task What_cannot_run_is_refused_when_it_is_asked_for()
    {
        await using var jobs = await database.JobsAsync(new CheckedJob());

        var unknown = await Assert.ThrowsAsync<JobException>(() => jobs.Desk.StartAsync("chekced", JobArguments.None, "a test", Cancellation));
        var wrong = await Assert.ThrowsAsync<JobException>(() => jobs.Desk.StartAsync("checked", new { name = 5 }, "a test", Cancellation));

        Assert.Equal("There is no job of the kind 'chekced'; there is checked.", unknown.Message);
        Assert.StartsWith("The arguments cannot be used: ", wrong.Message, StringComparison.Ordinal);
        Assert.Empty(await jobs.Desk.ListAsync(new(10), Cancellation));
    }

    [Fact]
    public async Task Starts_with_one_key_make_one_run_however_many_come_at_once()
    {
        await using var jobs = await database.JobsAsync(TestJob.Endless("keyed"));

        var ids = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => jobs.Desk.StartAsync(
            new JobStart("keyed", JobArguments.None, $"starter {i}", Key: "keyed/2026-11-23T06:00:00Z"), Cancellation)));

        Assert.Single(ids.Distinct());
        Assert.Single(await jobs.Desk.ListAsync(new(10), Cancellation));
    }

    [Fact]
    public async Task A_run_that_waits_stands_for_another_like_it_but_not_for_a_different_one()
    {
        await using var jobs = await database.JobsAsync(TestJob.Endless("scan"));
        Task<Guid> StartAsync(string name) => jobs.Desk.StartAsync(
            new JobStart("scan", JsonSerializer.SerializeToElement(new { folder = name }), "a test", UnlessWaiting: true), Cancellation);

        var ids = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => StartAsync("a")));
        var other = await StartAsync("b");

        Assert.DoesNotContain(other, ids);
        Assert.Single(ids.Distinct());
    }

    [Fact]
    public async Task A_kind_that_runs_one_at_a_time_runs_once_among_several_processes_and_others_beside_it()
    {
        var most = 0;
        var running = 0;
        async Task<string> CountAsync(JobRun run, CancellationToken cancellation)
        {
            InterlockedMax(ref most, Interlocked.Increment(ref running));
            await run.SaveCheckpointAsync("here", cancellation);
            Interlocked.Decrement(ref running);
            return "";
        }

        await using var jobs = await database.JobsAsync(new TestJob("single", CountAsync), TestJob.Endless("other"));
        await using var one = jobs.NewRunner();
        await using var two = jobs.NewRunner();
        var other = await jobs.Desk.StartAsync("other", JobArguments.None, "a test", Cancellation);
        var ids = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => jobs.Desk.StartAsync("single", JobArguments.None, "a test", Cancellation)));

        foreach (var id in ids)
        {
            await jobs.UntilAsync(id, JobState.Succeeded, one, two);
        }

        Assert.Equal(1, most);
        Assert.Equal(JobState.Running, (await jobs.FindAsync(other)).State);
    }

    [Fact]
    public async Task Runs_are_listed_newest_first_in_pages_by_kind_and_state()
    {
        await using var jobs = await database.JobsAsync(TestJob.Endless("a"), TestJob.Endless("b"));
        var ids = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add(await jobs.Desk.StartAsync(i % 2 == 0 ? "a" : "b", JobArguments.None, "a test", Cancellation));
        }

        await jobs.Desk.CancelAsync(ids[0], "a test", Cancellation);
        var first = await jobs.Desk.ListAsync(new(2), Cancellation);
        var second = await jobs.Desk.ListAsync(new(2, Before: first[^1].Number), Cancellation);

        Assert.Equal([ids[4], ids[3], ids[2], ids[1]], first.Concat(second).Select(run => run.Id));
        Assert.Equal([ids[4], ids[2], ids[0]], (await jobs.Desk.ListAsync(new(9, "a"), Cancellation)).Select(run => run.Id));
        Assert.Equal([ids[0]], (await jobs.Desk.ListAsync(new(9, States: [JobState.Cancelled]), Cancellation)).Select(run => run.Id));
        Assert.Equal([ids[4], ids[3]], (await jobs.Desk.LatestAsync(Cancellation)).Select(run => run.Id));
    }

    [Fact]
    public async Task Of_a_long_log_the_first_and_the_last_thousand_lines_are_kept()
    {
        await using var jobs = await database.JobsAsync(new TestJob("talk", async (run, cancellation) =>
        {
            for (var i = 1; i <= 2_500; i++)
            {
                await run.LogAsync(JobLogLevel.Warning, $"line {i}", cancellation);
            }

            return "";
        }));
        await using var runner = jobs.NewRunner();

        var id = await jobs.Desk.StartAsync("talk", JobArguments.None, "a test", Cancellation);
        var run = await jobs.UntilAsync(id, JobState.Succeeded, runner);
        var log = await jobs.Desk.LogAsync(id, 0, 10_000, Cancellation);

        Assert.Equal((2_500, 2_500), (run.Warnings, run.LogLines));
        Assert.Equal(Enumerable.Range(1, 1_000).Concat(Enumerable.Range(1_501, 1_000)), log.Select(line => line.Line));
        Assert.All(log, line => Assert.Equal($"line {line.Line}", line.Message));
    }

    [Fact]
    public async Task Old_runs_are_removed_but_the_last_of_each_kind()
    {
        await using var jobs = await database.JobsAsync(TestJob.Endless("a"), TestJob.Endless("b"));
        foreach (var kind in (string[])["a", "a", "b"])
        {
            await jobs.Desk.CancelAsync(await jobs.Desk.StartAsync(kind, JobArguments.None, "a test", Cancellation), "a test", Cancellation);
        }

        await jobs.Desk.StartAsync("a", JobArguments.None, "a test", Cancellation);

        Assert.Equal(0, await jobs.Desk.SweepAsync(TimeSpan.FromDays(1), Cancellation));
        Assert.Equal(2, await jobs.Desk.SweepAsync(TimeSpan.Zero, Cancellation));
        Assert.Equal("a b", string.Join(' ', (await jobs.Desk.ListAsync(new(9), Cancellation)).Select(run => run.Kind)));
    }

    static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value > seen && Interlocked.CompareExchange(ref target, value, seen) != seen; seen = Volatile.Read(ref target))
        {
        }
    }

    sealed record Greeting(string Name);

    sealed class CheckedJob : IJob
    {
        public string Kind => "checked";

        public void Check(JsonElement arguments) => JobArguments.As<Greeting>(arguments);

        public Task<string> RunAsync(JobRun run, CancellationToken cancellation) => Task.FromResult("");
    }
}
