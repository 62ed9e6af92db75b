using LocalEnergyMarket.Backend.Jobs.Runs;
using LocalEnergyMarket.Backend.Jobs.Worker;
using LocalEnergyMarket.Testbed.Postgres;
using LocalEnergyMarket.Testbed.Processes;
using Npgsql;

namespace LocalEnergyMarket.Backend.Jobs.Tests;

public sealed class InterruptionTests(Database database)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_is_cancelled_whether_it_waits_or_runs()
    {
        var begun = new TaskCompletionSource<CancellationToken>();
        await using var jobs = await database.JobsAsync(TestJob.Endless("endless", begun));
        await using var runner = jobs.NewRunner();
        var running = await jobs.Desk.StartAsync("endless", JobArguments.None, "a test", Cancellation);
        var waiting = await jobs.Desk.StartAsync("endless", JobArguments.None, "a test", Cancellation);
        await runner.TakeUpAsync(Cancellation);
        await begun.Task;

        Assert.Equal(JobState.Cancelled, (await jobs.Desk.CancelAsync(waiting, "Anna", Cancellation))!.State);
        Assert.Equal(("Anna", JobState.Running), await jobs.Desk.CancelAsync(running, "Anna", Cancellation) is { } asked ? (asked.CancelRequestedBy, asked.State) : default);
        var ended = await jobs.UntilAsync(running, JobState.Cancelled);

        Assert.NotNull(ended.EndedAt);
        Assert.Equal(JobState.Cancelled, (await jobs.Desk.CancelAsync(running, "Berta", Cancellation))!.State);
        Assert.Equal("Anna", (await jobs.FindAsync(running)).CancelRequestedBy);
        Assert.Null(await jobs.Desk.CancelAsync(Guid.NewGuid(), "Anna", Cancellation));
    }

    [Fact]
    public async Task A_process_that_stops_leaves_its_runs_to_another_where_they_were()
    {
        var begun = new TaskCompletionSource();
        await using var jobs = await database.JobsAsync(new TestJob("long", async (run, cancellation) =>
        {
            if (await run.CheckpointAsync<string>(cancellation) is { } left)
            {
                return $"Went on after {left}.";
            }

            await run.SaveCheckpointAsync("page 3", cancellation);
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, cancellation);
            return "";
        }));
        var one = jobs.NewRunner(options => options with { Backend = "one" });
        await using var two = jobs.NewRunner(options => options with { Backend = "two" });
        var id = await jobs.Desk.StartAsync("long", JobArguments.None, "a test", Cancellation);
        await one.TakeUpAsync(Cancellation);
        await begun.Task;

        await one.DisposeAsync();
        var left = await jobs.FindAsync(id);
        var run = await jobs.UntilAsync(id, JobState.Succeeded, two);

        Assert.Equal((JobState.Waiting, "The backend one was stopped."), (left.State, left.Failure));
        Assert.Equal(("Went on after page 3.", "two", ""), (run.Result, run.Backend, run.Failure));
    }

    [Fact]
    public async Task Who_lost_a_run_is_stopped_and_writes_nothing_more()
    {
        var begun = new TaskCompletionSource<(JobRun Run, CancellationToken Stop)>();
        var first = true;
        await using var jobs = await database.JobsAsync(new TestJob("contested", async (run, cancellation) =>
        {
            if (!first)
            {
                return "The second did it.";
            }

            first = false;
            begun.SetResult((run, cancellation));
            await Task.Delay(Timeout.Infinite, cancellation);
            return "The first did it.";
        }));
        await using var one = jobs.NewRunner();
        await using var two = jobs.NewRunner();
        var id = await jobs.Desk.StartAsync("contested", JobArguments.None, "a test", Cancellation);
        await one.TakeUpAsync(Cancellation);
        var (stale, stop) = await begun.Task;

        // As if its process had stood still for longer than the lease.
        await jobs.ScalarAsync<Guid>("update job_runs set lease_until = clock_timestamp() - interval '1 s' returning id");
        await two.TakeUpAsync(Cancellation);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stale.SaveCheckpointAsync("stale", Cancellation));
        await one.IdleAsync();
        var run = await jobs.UntilAsync(id, JobState.Succeeded);

        Assert.True(stop.IsCancellationRequested);
        Assert.Equal("The second did it.", run.Result);
        Assert.Equal(0L, await jobs.ScalarAsync<long>("select count(*) from job_checkpoints"));
        Assert.Contains(await jobs.Desk.LogAsync(id, 0, 9, Cancellation), line => line.Message.EndsWith("ended without a word.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_is_not_taken_up_while_the_work_of_its_last_process_is_being_committed()
    {
        var saved = new TaskCompletionSource();
        var commit = new TaskCompletionSource();
        NpgsqlDataSource? source = null;
        await using var jobs = await database.JobsAsync(new TestJob("careful", async (run, cancellation) =>
        {
            if (await run.CheckpointAsync<string>(cancellation) is { } left)
            {
                return $"Went on after {left}.";
            }

            await using var connection = await source!.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await run.SaveCheckpointAsync("the work", connection, transaction, cancellation);
            saved.SetResult();
            await commit.Task;
            await transaction.CommitAsync(Cancellation);
            return "It was not interrupted.";
        }));
        source = jobs.DataSource;
        await using var one = jobs.NewRunner();
        await using var two = jobs.NewRunner();
        var id = await jobs.Desk.StartAsync("careful", JobArguments.None, "a test", Cancellation);
        await one.TakeUpAsync(Cancellation);
        await saved.Task;
        await jobs.ScalarAsync<Guid>("update job_runs set lease_until = clock_timestamp() - interval '1 s' returning id");

        await two.TakeUpAsync(Cancellation);
        Assert.Equal(0, two.Running);
        commit.SetResult();
        var run = await jobs.UntilAsync(id, JobState.Succeeded, two);

        // Whichever was first: the work is there once.
        Assert.True(run.Result is "It was not interrupted." or "Went on after the work.", run.Result);
    }

    [Fact]
    public async Task A_run_that_kills_each_process_is_given_up()
    {
        await using var jobs = await database.JobsAsync(TestJob.Endless("deadly"));
        var id = await jobs.Desk.StartAsync("deadly", JobArguments.None, "a test", Cancellation);
        for (var i = 0; i < 3; i++)
        {
            await using var runner = jobs.NewRunner(options => options with { MostInterruptions = 2 });
            await runner.TakeUpAsync(Cancellation);
            await jobs.ScalarAsync<Guid>("update job_runs set lease_until = clock_timestamp() - interval '1 s' returning id");
            await using var next = jobs.NewRunner(options => options with { MostInterruptions = 2, MostRuns = 1 });
            await next.TakeUpAsync(Cancellation);
            await jobs.ScalarAsync<Guid>("update job_runs set lease_until = case when state = 2 then clock_timestamp() - interval '1 s' end returning id");
        }

        var run = await jobs.FindAsync(id);
        Assert.Equal(JobState.Failed, run.State);
        Assert.EndsWith("ended without a word, as others before it; it is not tried again.", run.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_processes_and_a_killed_database_lose_no_run_and_double_nothing()
    {
        const int runs = 6;
        const int numbers = 100;
        using var folder = new ScratchFolder();
        await using var cluster = await PostgresCluster.StartAsync(folder.Path, Cancellation);
        var connection = await cluster.CreateDatabaseAsync(Cancellation);
        await using var jobs = await JobsBed.OpenAsync(connection, [new CountingJob(NpgsqlDataSource.Create(connection))]);
        await jobs.ScalarAsync<int>("create table counted (run uuid, number int, primary key (run, number)); select 1");
        for (var i = 0; i < runs; i++)
        {
            await jobs.Desk.StartAsync("count", new { to = numbers }, "a test", Cancellation);
        }

        var workers = new Queue<ChildProcess>();
        var random = new Random(6);
        for (var round = 0; round < 6; round++)
        {
            while (workers.Count < 2)
            {
                workers.Enqueue(ChildProcess.Start(
                    $"worker{round}{workers.Count}", folder.Path, ["dotnet", Path.Combine(AppContext.BaseDirectory, "Backend.Jobs.Worker.dll"), $"{connection};Search Path=lem", "700"]));
            }

            var wanted = Math.Min((round + 1) * runs * numbers / 8, runs * numbers) - random.Next(40);
            await JobsBed.UntilAsync("the workers count", async () => await jobs.ScalarAsync<long>("select count(*) from counted") >= wanted);
            if (round == 3)
            {
                await cluster.KillAsync();
                await cluster.RestartAsync(Cancellation);
                jobs.DataSource.Clear();
            }
            else
            {
                await using var victim = workers.Dequeue();
                await victim.KillAsync();
            }
        }

        await JobsBed.UntilAsync("all have ended", async () => await jobs.ScalarAsync<long>("select count(*) from job_runs where state in (1, 2)") == 0);

        Assert.All(await jobs.Desk.ListAsync(new(99), Cancellation), run => Assert.Equal((JobState.Succeeded, $"Counted to {numbers}."), (run.State, run.Result)));
        Assert.Equal((long)runs * numbers, await jobs.ScalarAsync<long>("select count(*) from counted"));
        foreach (var worker in workers)
        {
            await worker.KillAsync();
            await worker.DisposeAsync();
        }
    }
}
