using System.Text.Json.Nodes;
using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Testbed.Processes;
using Npgsql;

namespace LocalEnergyMarket.Backend.Server.Tests.Jobs;

/// <summary>Backends on a database of their own, on a market's clock sixty times as fast.</summary>
public sealed class ScheduleTests(RunningSystem system) : IDisposable
{
    readonly ScratchFolder _scratch = new();
    readonly MarketClock _clock = new(DateTimeOffset.UtcNow, new(2026, 3, 28, 23, 30, 0, TimeSpan.Zero), 60);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_schedule_fires_once_among_several_backends_and_goes_on_when_one_is_killed()
    {
        using var files = new ServerFiles(_scratch.In("files"));
        var database = await system.Cluster.CreateDatabaseAsync(Cancellation);
        await using var one = await StartAsync("one", files, database, "0 0/2 * * * ?");
        await using var two = await StartAsync("two", files, database, "0 0/2 * * * ?");
        await RunsAsync(two, runs => runs.Count >= 3);
        await one.Process.KillAsync();
        var killed = _clock.GetUtcNow();

        var runs = await RunsAsync(two, jobs => jobs.Count(job => job.DueAt.ToDateTimeOffset() > killed && job.State == JobState.Succeeded) >= 2);

        Assert.Equal(runs.Count, runs.Select(job => job.DueAt).Distinct().Count());
        Assert.All(runs, job => Assert.Equal(0, job.DueAt.Seconds % 120));
        Assert.All(runs, job => Assert.True(job.DueAt.ToDateTimeOffset() <= _clock.GetUtcNow()));
    }

    [Fact]
    public async Task Another_schedule_takes_effect_with_the_next_start_and_leaves_nothing_of_the_old_one()
    {
        using var files = new ServerFiles(_scratch.In("files"));
        var database = await system.Cluster.CreateDatabaseAsync(Cancellation);
        await using (var before = await StartAsync("before", files, database, "0 0/2 * * * ?"))
        {
            Assert.Equal("0 0/2 * * * ?", (await ScheduleAsync(before)).Cron);
            await before.Process.StopAsync();
        }

        // The night in which summer time begins: 02:30 local time is not there.
        await using (var after = await StartAsync("after", files, database, "0 30 3 * * ?"))
        {
            var schedule = await ScheduleAsync(after);
            Assert.Equal(("0 30 3 * * ?", new DateTimeOffset(2026, 3, 29, 1, 30, 0, TimeSpan.Zero)), (schedule.Cron, schedule.NextAt.ToDateTimeOffset()));
            await after.Process.StopAsync();
        }

        await using var none = await StartAsync("none", files, database, cron: null);
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(Cancellation);
        await using var left = new NpgsqlCommand("select count(*) from lem.qrtz_triggers where trigger_name = 'often'", connection);
        Assert.Equal(0L, await left.ExecuteScalarAsync(Cancellation));
    }

    public void Dispose() => _scratch.Dispose();

    static async Task<Schedule> ScheduleAsync(OneBackend backend) =>
        (await new JobsService.JobsServiceClient(backend.As("Operator")).ListSchedulesAsync(new(), cancellationToken: Cancellation)).Schedules.Single(schedule => schedule.Name == "often");

    static Task<List<Job>> RunsAsync(OneBackend backend, Func<List<Job>, bool> isRight) => Waiting.ForAsync(
        "the runs",
        async () => (await new JobsService.JobsServiceClient(backend.As("Operator")).ListJobsAsync(new() { Kind = "upkeep", PageSize = 200 }, cancellationToken: Cancellation))
            .Jobs.Where(job => job.StartedBy == "schedule often").ToList(),
        isRight,
        Cancellation);

    Task<OneBackend> StartAsync(string name, ServerFiles files, string database, string? cron) => OneBackend.StartAsync(
        _scratch.In(name),
        files,
        database,
        "http://127.0.0.1:1",
        _clock,
        Cancellation,
        settings =>
        {
            settings["Jobs"] = new JsonObject { ["LeaseSeconds"] = 3 };
            settings["Schedules"] = cron is null ? new JsonArray() : new JsonArray(new JsonObject { ["Name"] = "often", ["Kind"] = "upkeep", ["Cron"] = cron });
        });
}
