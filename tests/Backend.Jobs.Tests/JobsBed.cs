using System.Diagnostics;
using LocalEnergyMarket.Backend.Jobs.Running;
using LocalEnergyMarket.Backend.Jobs.Runs;
using LocalEnergyMarket.Backend.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace LocalEnergyMarket.Backend.Jobs.Tests;

/// <summary>The module on a database of its own.</summary>
public sealed class JobsBed : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    readonly DocumentStore _store;
    readonly IJob[] _jobs;

    JobsBed(string connection, DocumentStore store, IJob[] jobs)
    {
        (ConnectionString, _store, _jobs) = (connection, store, jobs);
        Desk = new(store.DataSource, new(() => jobs));
    }

    public string ConnectionString { get; }

    public JobDesk Desk { get; }

    public NpgsqlDataSource DataSource => _store.DataSource;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<JobsBed> OpenAsync(string connection, IJob[] jobs)
    {
        var store = DocumentStore.For(options =>
        {
            options.Connection(connection);
            options.AddModule(new JobsSchema());
        });
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync(Cancellation);
        return new(connection, store, jobs);
    }

    /// <summary>As another process would run jobs: nothing is shared but the database.</summary>
    public JobRunner NewRunner(Func<RunnerOptions, RunnerOptions>? change = null) => new(
        DataSource, new(() => _jobs), (change ?? (options => options))(RunnerOptions.Default), NullLogger<JobRunner>.Instance);

    public async Task<JobInfo> FindAsync(Guid id) => (await Desk.FindAsync(id, Cancellation))!;

    /// <summary>Takes runs up until the condition holds.</summary>
    public static async Task UntilAsync(string what, Func<Task<bool>> condition, params JobRunner[] runners)
    {
        var waited = Stopwatch.StartNew();
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await condition())
        {
            Assert.True(waited.Elapsed < Patience, $"After {Patience.TotalSeconds} s it is not so that {what}.");
            foreach (var runner in runners)
            {
                await runner.TakeUpAsync(Cancellation);
            }

            await pause.WaitForNextTickAsync(Cancellation);
        }
    }

    public async Task<JobInfo> UntilAsync(Guid id, JobState state, params JobRunner[] runners)
    {
        await UntilAsync($"the run is {state}", async () => (await FindAsync(id)).State == state, runners);
        return await FindAsync(id);
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = DataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();
}

/// <summary>A job that does what a test says.</summary>
public sealed class TestJob(string kind, Func<JobRun, CancellationToken, Task<string>> work, bool oneAtATime = true) : IJob
{
    public string Kind => kind;

    public bool OneAtATime => oneAtATime;

    public Task<string> RunAsync(JobRun run, CancellationToken cancellation) => work(run, cancellation);

    /// <summary>Runs until it is told to stop.</summary>
    public static TestJob Endless(string kind, TaskCompletionSource<CancellationToken>? begun = null) => new(kind, async (_, cancellation) =>
    {
        begun?.TrySetResult(cancellation);
        await Task.Delay(Timeout.Infinite, cancellation);
        return "";
    });
}
